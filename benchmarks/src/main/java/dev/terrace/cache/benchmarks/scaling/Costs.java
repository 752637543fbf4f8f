package dev.terrace.cache.benchmarks.scaling;

import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.Member;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Measures what the steps of the protocol cost a server that does nothing else. */
final class Costs implements AutoCloseable {

    static final String NAMESPACE = "scaling";

    /** Bytes of a value, its envelope among them. */
    static final int VALUE = 1_024;

    /** Keys of a read that was combined, as many threads make it. */
    static final int TOGETHER = 32;

    /** So many connections hear the bus in one of the measurements. */
    static final int LISTENERS = 100;

    private static final int KEYS = 1_000;
    private static final int WARM_UP = 500;
    private static final int ALONE = 3_000;
    private static final int BUSY = 20_000;
    private static final int UNDER_WAY = 32;
    private static final Lane LANE = new Lane(0);
    private static final Lease LEASE = new Lease("0123456789abcdef-1", Duration.ofSeconds(10));

    private final String server;
    private final RemoteTier tier;
    private final byte[] value = new byte[VALUE];
    private int operations;

    /** What was measured. */
    record Of(
            Cost hit,
            Cost together,
            Cost miss,
            Cost put,
            Cost evict,
            Cost heard,
            Cost evictByTag,
            Cost header,
            Cost sync,
            Cost announcement) {}

    Costs(String server) throws ExecutionException, InterruptedException {
        this.server = server;
        this.tier = new RedisRemoteTier(NAMESPACE, RedisSettings.of(server));
        await(tier.join(operation(), 10_000));
        for (int i = 0; i < KEYS; i++) {
            await(store(i));
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws ExecutionException, InterruptedException {
        return stage.toCompletableFuture().get();
    }

    private String operation() {
        return "0123456789abcdef-" + ++operations;
    }

    private static RemoteKey key(int number) {
        String text = "'product-%05d'".formatted(number % KEYS);
        return new RemoteKey("products", text, KeyHash.of("products", text));
    }

    private CompletionStage<Boolean> store(int number) {
        RemoteKey key = key(number);
        return tier.invalidate(List.of(new KeyInvalidation(key, LEASE)), operation())
                .thenCompose(appended -> tier.fill(key, LEASE.token(), value, Duration.ofHours(1)));
    }

    /** Measures all of them, one after the other. */
    @SuppressWarnings("try") // they only listen
    Of all() throws Exception {
        Cost heard;
        Cost evict = evict("evict, nobody listens");
        try (Subscribers listeners = new Subscribers(server, NAMESPACE + ":1:bus", LISTENERS)) {
            heard = evict("evict, %d instances listen".formatted(LISTENERS));
        }
        // What was evicted is there again.
        put();
        return new Of(
                hit(), hitOfMany(), missAndFill(), put(), evict, heard, evictByTag(), header(), sync(), announce());
    }

    private Cost hit() throws Exception {
        return measured("read, hit", i -> tier.read(key(i), null, null));
    }

    private Cost hitOfMany() throws Exception {
        return measured(
                "read of %d keys together, hits".formatted(TOGETHER),
                i -> tier.read(IntStream.range(i, i + TOGETHER)
                        .mapToObj(number -> new Read(key(number), null, null))
                        .toList()));
    }

    /** Of the values that there are, each of which its reader knows: to the server that is a miss. */
    private Cost missAndFill() throws Exception {
        byte[] known = new byte[8];
        return measured(
                "read, miss; fill",
                i -> tier.read(key(i), known, LEASE)
                        .thenCompose(read -> tier.fill(key(i), LEASE.token(), value, Duration.ofHours(1))));
    }

    private Cost put() throws Exception {
        return measured("put", this::store);
    }

    private Cost evict(String name) throws Exception {
        return measured(name, i -> tier.invalidate(List.of(new KeyInvalidation(key(i), null)), operation()));
    }

    private Cost evictByTag() throws Exception {
        AtomicLong position =
                new AtomicLong(await(tier.tail(Lane.CONTROL, operation())).position());
        return measured(
                "evictByTag",
                i -> tier.invalidate(
                                new Invalidation.OfTags(List.of("category:" + i % 100)), operation(), position.get())
                        .thenAccept(slice -> slice.entries()
                                .forEach(entry -> position.accumulateAndGet(entry.position(), Math::max))));
    }

    private Cost header() throws Exception {
        return measured("header of an entry", i -> tier.headers(List.of(key(i))));
    }

    private Cost sync() throws Exception {
        LogEntry.Cursor cursor = await(tier.tail(LANE, operation()));
        return measured("sync of a lane", i -> tier.readLog(LANE, cursor.position()));
    }

    private Cost announce() throws Exception {
        Member self = new Member("0123456789abcdef", "host-of-an-instance", "1.0", 0);
        return measured("announcement", i -> tier.announce(self, Duration.ofHours(1)));
    }

    private Cost measured(String operation, IntFunction<CompletionStage<?>> call) throws Exception {
        run(call, WARM_UP, UNDER_WAY);
        ServerCounts alone = run(call, ALONE, 1);
        ServerCounts busy = run(call, BUSY, UNDER_WAY);
        return new Cost(
                operation,
                alone.each(ALONE),
                alone.bytesIn() / ALONE,
                alone.bytesOut() / ALONE,
                alone.cpuMicros() / ALONE,
                busy.cpuMicros() / BUSY);
    }

    private ServerCounts run(IntFunction<CompletionStage<?>> call, int count, int underWay)
            throws IOException, InterruptedException {
        Semaphore free = new Semaphore(underWay);
        ServerCounts before = ServerCounts.of(server);
        ServerCounts asking = ServerCounts.of(server).since(before);
        before = ServerCounts.of(server);
        for (int i = 0; i < count; i++) {
            free.acquire();
            call.apply(i).whenComplete((answer, failure) -> {
                free.release();
                if (failure != null) {
                    System.err.println(failure);
                }
            });
        }
        free.acquire(underWay);
        return ServerCounts.of(server).since(before).since(asking);
    }

    @Override
    public void close() {
        tier.close();
    }
}

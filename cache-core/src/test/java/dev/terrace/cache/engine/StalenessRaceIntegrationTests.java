package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.codec.JsonCodec;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.TypeAllowList;
import dev.terrace.cache.codec.ValueFormats;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.coherence.RemoteCoherence;
import dev.terrace.cache.coherence.UnguardedCoherence;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * The two races that leave stale entries in other near caches: an invalidation passes between a reader's fetch and its install,
 * by another instance or by the reader's own. Replies of the remote tier are delayed at random, as by a network, so that the
 * window is open often. The same runs without the fill guard must find stale entries, or they would prove nothing.
 */
@Tag("crowded")
class StalenessRaceIntegrationTests {

    private static final int KEYS = 1_200;

    /** Enough to see that it goes wrong. */
    private static final int UNGUARDED_KEYS = 600;

    private static final int READERS = 2;
    private static final Duration LONGEST_DELAY = Duration.ofNanos(400_000);
    private static final Duration REST = Duration.ofNanos(600_000);

    @Test
    void hotReadersHereAndAWriterElsewhereLeaveNothingStale() throws Exception {
        try (Racer reader = new Racer(true);
                Racer writer = reader.another()) {
            Result result = race(reader, writer, writer);
            assertThat(result.stale).isEmpty();
            assertThat(result.nearShare).as("share of near hits").isGreaterThan(0.5);
        }
    }

    @Test
    void hotReadersAndAWriterInOneInstanceLeaveNothingStale() throws Exception {
        try (Racer both = new Racer(true);
                Racer other = both.another()) {
            Result result = race(both, both, other);
            assertThat(result.stale).isEmpty();
            assertThat(result.nearShare).as("share of near hits").isGreaterThan(0.5);
        }
    }

    @Test
    void withoutTheGuardTheFirstRaceLeavesStaleEntries() throws Exception {
        try (Racer reader = new Racer(false);
                Racer writer = reader.another()) {
            assertThat(race(reader, writer, writer).stale).isNotEmpty();
        }
    }

    @Test
    void withoutTheGuardTheSecondRaceLeavesStaleEntries() throws Exception {
        try (Racer both = new Racer(false);
                Racer other = both.another()) {
            assertThat(race(both, both, other).stale).isNotEmpty();
        }
    }

    /**
     * What came of a race.
     *
     * @param stale the keys whose value in the reader's instance is not that of the database
     * @param nearShare the share of reads that the near tier served
     */
    private record Result(List<Integer> stale, double nearShare) {}

    /**
     * @param filler puts the value that readers fetch while the writer evicts it
     */
    private static Result race(Racer reader, Racer writer, Racer filler) throws Exception {
        int keys = reader.guarded ? KEYS : UNGUARDED_KEYS;
        AtomicIntegerArray database = new AtomicIntegerArray(keys);
        AtomicInteger hot = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        try (Threads threads = new Threads(READERS + 1)) {
            threads.inAll(READERS + 1, number -> {
                if (number == 0) {
                    write(writer, filler, database, hot);
                    done.set(true);
                } else {
                    read(reader, database, hot, done);
                }
                return number;
            });
        }
        reader.coherence.sync().toCompletableFuture().get(10, TimeUnit.SECONDS);
        List<Integer> stale = IntStream.range(0, keys)
                .filter(key -> reader.read(key, database) != database.get(key))
                .boxed()
                .toList();
        var statistics = reader.cache.statistics();
        return new Result(stale, (double) statistics.nearHits() / (statistics.hits() + statistics.misses()));
    }

    private static void write(Racer writer, Racer filler, AtomicIntegerArray database, AtomicInteger hot) {
        for (int key = 0; key < database.length(); key++) {
            filler.cache
                    .put(key, database.get(key), EntryDescription.of(Integer.class))
                    .toCompletableFuture()
                    .join();
            hot.set(key);
            // The readers' fetches are under way by now.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_DELAY.toNanos()));
            database.incrementAndGet(key);
            writer.cache.evict(key).toCompletableFuture().join();
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    private static void read(Racer reader, AtomicIntegerArray database, AtomicInteger hot, AtomicBoolean done) {
        SplittableRandom random =
                new SplittableRandom(ThreadLocalRandom.current().nextLong());
        while (!done.get()) {
            reader.read(Math.max(0, hot.get() - random.nextInt(5)), database);
        }
    }

    /** One instance, assembled by hand so that its coherence can be spoiled. */
    private static final class Racer implements AutoCloseable {

        private final String namespace;
        private final boolean guarded;
        private final ExecutorService executor = Executors.newFixedThreadPool(2);
        private final RemoteCoherence coherence;
        private final DefaultTieredCache cache;

        Racer(boolean guarded) throws Exception {
            this(Namespaces.fresh(), guarded);
        }

        private Racer(String namespace, boolean guarded) throws Exception {
            this.namespace = namespace;
            this.guarded = guarded;
            RemoteTier remote = new SlowReplies(new RedisRemoteTier(
                    namespace, RedisSettings.of(TestRedis.shared().address())));
            NearRegistry near = new NearRegistry();
            CacheClock clock = CacheClock.system();
            CoherenceSettings settings = CoherenceSettings.defaults();
            coherence = new RemoteCoherence(new RemoteCoherence.Parts(
                    namespace.hashCode() + "x" + System.identityHashCode(this),
                    remote,
                    settings,
                    clock,
                    this::after,
                    near,
                    event -> {}));
            JsonCodec json = new JsonCodec(
                    JsonMapper.builder().build(),
                    new TypeAllowList(List.of()),
                    getClass().getClassLoader());
            CacheEngine engine = new CacheEngine(new EngineParts(
                    remote,
                    guarded ? coherence : new UnguardedCoherence(coherence),
                    near,
                    new KeyEncoder(),
                    ValueFormats.of(json),
                    RemoteNames.PLAIN,
                    List.of(),
                    NearEntry::plain,
                    clock,
                    () -> ThreadLocalRandom.current().nextLong(),
                    executor,
                    executor,
                    executor,
                    CallerContext.NONE,
                    this::after,
                    this::after,
                    event -> {},
                    settings.timeout()));
            cache = engine.create("raced", Policies.BOTH);
            coherence.start();
            coherence.firstJoin().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }

        Racer another() throws Exception {
            return new Racer(namespace, true);
        }

        private void after(Duration delay, Runnable task) {
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, executor)
                    .execute(task);
        }

        int read(int key, AtomicIntegerArray database) {
            try {
                return cache.fetch(key, () -> database.get(key), EntryDescription.of(Integer.class))
                        .value();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            coherence.close();
            executor.shutdown();
        }
    }

    private static final class SlowReplies extends RemoteTierDecorator {

        SlowReplies(RemoteTier remote) {
            super(remote);
        }

        @Override
        public CompletionStage<List<RemoteRead>> read(List<Read> reads) {
            long micros =
                    TimeUnit.NANOSECONDS.toMicros(ThreadLocalRandom.current().nextLong(LONGEST_DELAY.toNanos()));
            return super.read(reads)
                    .thenApplyAsync(
                            answers -> answers, CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS));
        }
    }
}

package dev.terrace.cache.figures;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.RemoteTier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** How many keys one instance evicts in a second, with and without others that must hear of it. */
final class ThroughputFigures implements AutoCloseable {

    private static final int WINDOW = 1_000;
    private static final int OTHERS = 9;

    private final TestRedis redis;
    private final String namespace = Namespaces.fresh();
    private final RemoteTier tier;
    private final Instance here;
    private final List<Instance> others = new ArrayList<>();
    private final Watch watch = new Watch();
    private final Copies copies;
    private final List<List<String>> rows = new ArrayList<>();
    private int run;

    private ThroughputFigures(TestRedis redis) throws Exception {
        this.redis = redis;
        this.tier = new RedisRemoteTier(namespace, RedisSettings.of(redis.address()));
        this.here = Instance.joined(tier, Policies.BOTH, CoherenceSettings.defaults());
        this.copies = new Copies(tier, here.cache("products"));
    }

    static void measure(TestRedis redis, Report report) throws Exception {
        try (ThroughputFigures figures = new ThroughputFigures(redis)) {
            report.section("Throughput of evictions");
            // Once for nothing, to warm up.
            figures.runAll();
            figures.rows.clear();
            figures.runAll();
            while (figures.others.size() < OTHERS) {
                figures.others.add(Instance.joined(redis.address(), figures.namespace, Policies.BOTH));
            }
            figures.runAll();
            figures.report(report);
        }
    }

    /** Evicts keys that begin with this prefix. */
    private interface Work {
        void evict(TerraceCache cache, String prefix, int count) throws Exception;
    }

    private void runAll() throws Exception {
        run("`evictAsync`, %,d at a time".formatted(WINDOW), Scale.count(20_000), ThroughputFigures::asynchronous);
        run("`evict`, 1 thread", Scale.count(5_000), (cache, prefix, count) -> blocking(cache, prefix, count, 1));
        run("`evict`, 8 threads", Scale.count(20_000), (cache, prefix, count) -> blocking(cache, prefix, count, 8));
    }

    private void run(String what, int count, Work work) throws Exception {
        String prefix = "run " + run++ + " key ";
        copies.fill(prefix, count);
        String last = prefix + "last";
        for (Instance other : others) {
            other.cache("products").fetch(last, () -> "a value");
        }
        Commands before = Commands.of(redis);
        long from = System.nanoTime();
        work.evict(here.cache("products"), prefix, count);
        long nanos = System.nanoTime() - from;
        Commands commands = Commands.of(redis).since(before);
        rows.add(List.of(
                what,
                Report.whole(others.size()),
                Report.whole(count),
                Report.whole(count / (nanos / 1e9)),
                Report.number((double) count / commands.of("xadd")),
                others.isEmpty() ? "" : Delays.text(evictLast(last))));
    }

    /** How long behind everything else one more eviction takes to be seen by all: what they still have to do. */
    private long evictLast(String key) throws Exception {
        if (others.stream().anyMatch(other -> !isNear(other, key))) {
            throw new IllegalStateException("The entry is not near");
        }
        CompletableFuture<Long> seen = watch.until(() -> others.stream().noneMatch(other -> isNear(other, key)));
        long from = System.nanoTime();
        here.cache("products").evict(key);
        return Watch.time(seen) - from;
    }

    private static boolean isNear(Instance instance, String key) {
        return instance.cache("products").getNativeCache().nearHit(key) != null;
    }

    private static void asynchronous(TerraceCache cache, String prefix, int count) throws InterruptedException {
        Semaphore window = new Semaphore(WINDOW);
        for (int i = 0; i < count; i++) {
            window.acquire();
            var unused = cache.evictAsync(prefix + i).whenComplete((removed, failure) -> window.release());
        }
        window.acquire(WINDOW);
    }

    private static void blocking(TerraceCache cache, String prefix, int count, int threads) throws Exception {
        try (Threads all = new Threads(threads)) {
            all.inAll(threads, number -> {
                for (int i = number; i < count; i += threads) {
                    cache.evict(prefix + i);
                }
                return number;
            });
        }
    }

    private void report(Report report) {
        report.table(
                List.of("How", "Others", "Keys", "per second", "keys per log entry", "one more, seen by all others"),
                rows);
        report.note(
                ("From the first call to the last acknowledgement; distinct keys with values in Redis; all instances in one process,"
                        + " which the server shares the machine with. Log entries by the server's count of `XADD`."));
        List<Instance> all = new ArrayList<>(others);
        all.add(here);
        report.events(all);
        report.load("at its end");
    }

    @Override
    public void close() throws Exception {
        watch.close();
        others.forEach(Instance::close);
        here.close();
    }
}

package dev.terrace.cache.benchmarks.near;

import dev.terrace.cache.benchmarks.RedisProcess;
import dev.terrace.cache.benchmarks.near.LoadingCaches.LoadingCache;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Callers who all at once ask for the same 100 new keys, one after the other, each of which takes 5 ms to load. With one load
 * for each key a round takes half a second, however many callers there are. As FusionCache's benchmark, with threads that wait.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Stampede {

    private static final int KEYS = 100;
    private static final long LOAD_MILLIS = 5;
    private static final String VALUE = "x".repeat(1_024);

    /** jetcache-protected has its {@code penetrationProtect} on. */
    @Param({"caffeine", "terrace", "spring-redis-json", "redisson-local", "jetcache", "jetcache-protected"})
    String contestant = "terrace";

    @Param({"10", "100"})
    int callers = 10;

    private final AtomicLong loads = new AtomicLong();
    private RedisProcess redis;
    private LoadingCache cache;
    private ExecutorService threads;
    private long rounds;

    /** {@code loads / rounds} is 100 if every key was loaded once. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Counts {
        public long loads;
        public long rounds;
    }

    @Setup(Level.Trial)
    public void start() throws Exception {
        redis = new RedisProcess();
        threads = Executors.newFixedThreadPool(callers);
        cache = LoadingCaches.of(contestant, redis, this::load);
    }

    private Object load(String key) {
        loads.incrementAndGet();
        try {
            TimeUnit.MILLISECONDS.sleep(LOAD_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return key + VALUE;
    }

    @TearDown(Level.Trial)
    public void stop() {
        threads.shutdownNow();
        cache.end().run();
        redis.close();
    }

    @Benchmark
    public void round(Counts counts) throws Exception {
        String prefix = "round:" + rounds++ + ":key:";
        long before = loads.get();
        CountDownLatch ready = new CountDownLatch(callers);
        Callable<Integer> caller = () -> {
            ready.countDown();
            ready.await();
            return readAll(prefix);
        };
        List<Future<Integer>> done = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            done.add(threads.submit(caller));
        }
        int right = 0;
        for (Future<Integer> future : done) {
            right += future.get();
        }
        long loaded = loads.get() - before;
        if (right != callers * KEYS || loaded < KEYS) {
            throw new IllegalStateException(right + " values were right after " + loaded + " loads");
        }
        counts.loads += loaded;
        counts.rounds++;
    }

    /** How many values were right. */
    private int readAll(String prefix) {
        int right = 0;
        for (int i = 0; i < KEYS; i++) {
            String key = prefix + i;
            right += cache.reads().apply(key).equals(key + VALUE) ? 1 : 0;
        }
        return right;
    }
}

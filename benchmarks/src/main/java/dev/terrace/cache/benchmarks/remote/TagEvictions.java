package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Near;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.benchmarks.RedisProcess;
import dev.terrace.cache.benchmarks.TerraceInstance;
import dev.terrace.cache.event.CacheEvents;
import dev.terrace.cache.spring.TerraceCache;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What evicting a tag costs that so many entries have, near and remote. They are written anew before each eviction, so this takes long:
 * a million only if asked for, with {@code -p entries=1000000}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
public class TagEvictions {

    private static final String CACHE = "benchmark";
    private static final String TAG = "category:1";
    private static final int AT_ONCE = 1_000;

    /** Before the first measured one, so that nothing is compiled during it. */
    private static final int OTHERS = 3_000;

    @Param({"terrace"})
    String contestant;

    @Param({"1", "1000", "100000"})
    int entries;

    private RedisProcess redis;
    private TerraceInstance instance;
    private TerraceCache cache;
    private String[] keys;
    private long callsBefore;

    /** What is counted beside the time, of all measured evictions together. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Counts {
        public long evictions;
        /** Scripts that the server ran, the protocol's own calls of that moment among them. */
        public long roundTrips;
    }

    @Setup(Level.Trial)
    public void start() throws Exception {
        keys = Texts.keys(entries);
        redis = new RedisProcess();
        join();
    }

    private void join() throws Exception {
        Near room = new Near(2L * entries, null, null, CachePolicy.Copy.NONE);
        instance = TerraceInstance.joined(
                Policies.patient(redis.address()),
                "benchmarks",
                Map.of(CACHE, CachePolicy.defaults().withNear(room)),
                new CacheEvents(List.of()));
        cache = instance.cache(CACHE).as(EntryDescription.unknown().with(EntryOptions.tagged(TAG)));
        for (int i = 0; i < OTHERS; i++) {
            instance.manager().evictByTag("other:" + i % AT_ONCE);
        }
    }

    @Setup(Level.Invocation)
    public void write() throws IOException {
        Map<String, String> some = new HashMap<>();
        for (String key : keys) {
            some.put(key, key);
            if (some.size() == AT_ONCE) {
                cache.putAll(some);
                some.clear();
            }
        }
        cache.putAll(some);
        if (sample().anyMatch(key -> cache.getNativeCache().nearHit(key) == null) || strongHits() != sample().count()) {
            throw new IllegalStateException("They are not all there");
        }
        callsBefore = calls();
    }

    @TearDown(Level.Invocation)
    public void check(Counts counts) throws IOException {
        counts.roundTrips += calls() - callsBefore;
        counts.evictions++;
        if (sample().anyMatch(key -> cache.getNativeCache().nearHit(key) != null || cache.get(key) != null)) {
            throw new IllegalStateException("They are still there");
        }
    }

    private Stream<String> sample() {
        return Stream.of(0, entries / 2, entries - 1).distinct().map(at -> keys[at]);
    }

    private long strongHits() {
        return sample().filter(cache.strong()::exists).count();
    }

    private long calls() throws IOException {
        return redis.calls("eval") + redis.calls("evalsha");
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        try {
            instance.close();
        } finally {
            redis.close();
        }
    }

    @Benchmark
    public boolean evictByTag() {
        if (!instance.manager().evictByTag(TAG)) {
            throw new IllegalStateException("Not acknowledged");
        }
        return true;
    }
}

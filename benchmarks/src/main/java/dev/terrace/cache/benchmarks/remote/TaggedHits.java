package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.Tier;
import dev.terrace.cache.benchmarks.RedisProcess;
import dev.terrace.cache.benchmarks.TerraceInstance;
import dev.terrace.cache.event.CacheEvents;
import dev.terrace.cache.spring.TerraceCache;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** What the tags of an entry cost those who read it, in a namespace where other tags have been evicted. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TaggedHits {

    private static final int KEYS = 1_000;
    private static final int EVICTED = 100;
    private static final int SIZE = 1_024;

    @Param({"terrace"})
    String contestant;

    @Param({"0", "1", "5"})
    int tags;

    private final String[] keys = Texts.keys(KEYS);
    private RedisProcess redis;
    private TerraceInstance instance;
    private TerraceCache near;
    private TerraceCache remote;

    @Setup(Level.Trial)
    public void start() throws Exception {
        redis = new RedisProcess();
        join();
    }

    private void join() throws Exception {
        CachePolicy policy = CachePolicy.defaults();
        instance = TerraceInstance.joined(
                Policies.patient(redis.address()),
                "benchmarks",
                Map.of(
                        "near", policy.withTiers(List.of(Tier.NEAR, Tier.REMOTE)),
                        "remote", policy.withTiers(List.of(Tier.REMOTE))),
                new CacheEvents(List.of()));
        instance.manager()
                .evictByTag(IntStream.range(0, EVICTED)
                        .mapToObj(tag -> "other:" + tag)
                        .toArray(String[]::new));
        near = filled("near");
        remote = filled("remote");
        requireHits();
    }

    private TerraceCache filled(String name) {
        String[] own = IntStream.range(0, tags).mapToObj(tag -> "tag:" + tag).toArray(String[]::new);
        TerraceCache cache = instance.cache(name);
        TerraceCache tagged = cache.as(EntryDescription.unknown().with(EntryOptions.tagged(own)));
        for (String key : keys) {
            tagged.put(key, Texts.ofSize(SIZE));
            RemoteContestants.required(cache.get(key), key);
        }
        return cache;
    }

    private void requireHits() {
        CacheStatistics ofNear = near.statistics();
        CacheStatistics ofRemote = remote.statistics();
        if (ofNear.remoteHits() + ofNear.misses() + ofRemote.misses() + ofRemote.remoteFailures() > 0) {
            throw new IllegalStateException("Not all were hits: " + ofNear + ", " + ofRemote);
        }
    }

    @TearDown(Level.Trial)
    public void stop() {
        try {
            requireHits();
            // They do have these tags: what one of them evicts is gone.
            instance.manager().evictByTag("tag:0");
            if ((tags > 0) == (near.get(keys[0]) != null || remote.get(keys[0]) != null)) {
                throw new IllegalStateException("Not tagged as it should be");
            }
        } finally {
            instance.close();
            redis.close();
        }
    }

    @Benchmark
    public Object nearHit(KeySequence sequence) {
        String key = sequence.next(keys);
        return RemoteContestants.required(near.get(key), key);
    }

    @Benchmark
    public Object remoteHit(KeySequence sequence) {
        String key = sequence.next(keys);
        return RemoteContestants.required(remote.get(key), key);
    }
}

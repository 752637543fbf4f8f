package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

/** What a hundred keys of a server cost at once, and one after the other. */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BulkReads {

    private static final int KEYS = 100;

    @Param({"lettuce", "redisson", "redisson-tuned", "jetcache", "terrace", "terrace-bytes"})
    String contestant;

    @Param({"1024"})
    int size;

    private RedisProcess redis;
    private Contestant store;
    private List<String> keys;

    @Setup(Level.Trial)
    public void start() throws Exception {
        redis = new RedisProcess();
        store = RemoteContestants.named(contestant, redis.address());
        fill();
    }

    private void fill() {
        String text = Texts.ofSize(size);
        keys = List.of(Texts.keys(KEYS));
        for (String key : keys) {
            store.write(key, store.valueOf(Texts.ofKey(key, text)));
        }
        for (String key : keys) {
            Object value = store.valueOf(Texts.ofKey(key, text));
            RemoteContestants.require(store, key, value);
            RemoteContestants.requireSame(store.readAll(keys).get(key), value, key);
        }
    }

    @TearDown(Level.Trial)
    public void stop() {
        RemoteContestants.stop(store, redis);
    }

    @Benchmark
    public Map<String, ?> atOnce() {
        Map<String, ?> found = store.readAll(keys);
        if (found.size() != KEYS) {
            throw new IllegalStateException("Only " + found.size() + " hits");
        }
        return found;
    }

    @Benchmark
    public int oneByOne() {
        int hits = 0;
        for (String key : keys) {
            RemoteContestants.required(store.read(key), key);
            hits++;
        }
        return hits;
    }
}

package dev.terrace.cache.benchmarks.near;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.util.List;
import java.util.Objects;
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
import org.openjdk.jmh.infra.ThreadParams;
import org.springframework.cache.Cache.ValueWrapper;

/** A hit in the process: 10,000 entries of 1 KB, asked for by keys of several kinds. Fails if anything but hits was measured. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NearHits {

    private static final String VALUE = "x".repeat(1_024);

    @Param({
        "caffeine",
        "caffeine-expiring",
        "spring-caffeine",
        "terrace",
        "redisson-local",
        "redisson-local-caffeine",
        "redisson-local-objects",
        "jetcache",
        "jetcache-broadcast"
    })
    String contestant = "terrace";

    @Param({"String", "Long", "record"})
    String keys = "String";

    @Param({"uniform", "zipfian"})
    String distribution = "zipfian";

    private RedisProcess redis;
    private NearCache cache;
    private Object[] reads;
    private long missedBefore;

    /** Where a thread is in the row of reads; each begins elsewhere. */
    @State(Scope.Thread)
    public static class Reader {

        private int at;

        @Setup(Level.Trial)
        public void place(ThreadParams thread) {
            at = thread.getThreadIndex() * 10_007;
        }

        Object next(Object[] reads) {
            return reads[at++ & reads.length - 1];
        }
    }

    @Setup(Level.Trial)
    public void fill() throws Exception {
        Keys all = new Keys(keys);
        redis = new RedisProcess();
        cache = NearCache.of(contestant, redis);
        all.all().forEach(key -> cache.fill(key, VALUE));
        reads = all.reads(distribution);
        missedBefore = cache.missed();
        requireHits(all.all());
    }

    /** Every key has its value, and had it all the time. */
    @TearDown(Level.Trial)
    public void check() throws Exception {
        try {
            requireHits(new Keys(keys).all());
        } finally {
            cache.close();
            redis.close();
        }
    }

    private void requireHits(List<Object> all) throws Exception {
        for (Object key : all) {
            requireValue(cache.get(key));
            requireValue(cache.getOrLoad(key));
        }
        long missed = cache.missed() - missedBefore;
        if (missed != 0) {
            throw new IllegalStateException(missed + " reads were not answered in the process");
        }
    }

    private static void requireValue(Object found) {
        Object value = found instanceof ValueWrapper wrapper ? wrapper.get() : found;
        if (!Objects.equals(value, VALUE)) {
            throw new IllegalStateException("Not the value: " + value);
        }
    }

    @Benchmark
    public Object get(Reader reader) {
        return cache.get(reader.next(reads));
    }

    @Benchmark
    public Object getOrLoad(Reader reader) {
        return cache.getOrLoad(reader.next(reads));
    }
}

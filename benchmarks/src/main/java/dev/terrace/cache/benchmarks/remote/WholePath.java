package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

/** What a read costs that finds nothing, loads (which costs nothing) and stores: each of a key that nobody has asked for before. */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class WholePath {

    @Param({"spring-redis-jdk", "spring-redis-json", "redisson-spring", "redisson-spring-native", "jetcache", "terrace"
    })
    String contestant;

    @Param({"1024"})
    int size;

    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong loaded = new AtomicLong();
    private RedisProcess redis;
    private Contestant store;
    private Object value;

    @Setup(Level.Trial)
    public void start() throws Exception {
        redis = new RedisProcess();
        store = RemoteContestants.named(contestant, redis.address());
        value = store.valueOf(Texts.ofSize(size));
    }

    @TearDown(Level.Trial)
    public void stop() {
        try {
            if (loaded.get() != asked.get()) {
                throw new IllegalStateException(loaded + " loads for " + asked + " keys");
            }
            RemoteContestants.require(store, key(0), value);
            RemoteContestants.require(store, key(asked.get() - 1), value);
            store.requireNoTrouble();
        } finally {
            store.close();
            redis.close();
        }
    }

    @Benchmark
    public Object missLoadStore() {
        return store.load(key(asked.getAndIncrement()), () -> {
            loaded.incrementAndGet();
            return value;
        });
    }

    private static String key(long number) {
        return "product:" + number;
    }
}

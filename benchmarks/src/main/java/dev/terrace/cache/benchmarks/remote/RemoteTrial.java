package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.benchmarks.RedisProcess;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One contestant on a server of its own, which has a value under each key. */
@State(Scope.Benchmark)
public abstract class RemoteTrial {

    private static final int LARGE = 100_000;
    private static final int FEW_KEYS = 100;
    private static final int KEYS = 10_000;

    @Param({
        "lettuce",
        "redisson",
        "redisson-tuned",
        "spring-redis-jdk",
        "spring-redis-json",
        "redisson-spring",
        "redisson-spring-tuned",
        "redisson-spring-native",
        "jetcache",
        "jetcache-redisson",
        "terrace",
        "terrace-bytes"
    })
    String contestant;

    /** Characters of each value, which are as many bytes. */
    @Param({"200", "1024", "10240", "1048576"})
    int size;

    private RedisProcess redis;
    Contestant store;
    String[] keys;
    Object value;

    @Setup(Level.Trial)
    public void start() throws Exception {
        redis = new RedisProcess();
        store = RemoteContestants.named(contestant, redis.address());
        fill();
    }

    private void fill() {
        String text = Texts.ofSize(size);
        value = store.valueOf(text);
        keys = Texts.keys(size > LARGE ? FEW_KEYS : KEYS);
        for (String key : keys) {
            store.write(key, store.valueOf(Texts.ofKey(key, text)));
        }
        for (String key : new String[] {keys[0], keys[keys.length / 2], keys[keys.length - 1]}) {
            RemoteContestants.require(store, key, store.valueOf(Texts.ofKey(key, text)));
        }
        store.requireRemoteHits();
        store.requireNoTrouble();
    }

    @TearDown(Level.Trial)
    public void stop() {
        RemoteContestants.stop(store, redis);
    }
}

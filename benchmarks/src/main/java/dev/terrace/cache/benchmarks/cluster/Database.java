package dev.terrace.cache.benchmarks.cluster;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.LongCodec;
import org.redisson.config.Config;

/** What values are loaded from: the version of each key, a counter on a Redis of its own, which no scenario kills. Thread-safe. */
final class Database implements AutoCloseable {

    private final RedissonClient client;

    Database(String address) {
        client = clientOf(address);
    }

    /** A client with few threads, as the cache's. */
    static RedissonClient clientOf(String address) {
        int threads = Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));
        Config config = new Config();
        config.setThreads(threads).setNettyThreads(threads).setCodec(LongCodec.INSTANCE);
        config.useSingleServer()
                .setAddress("redis://" + address)
                .setConnectionPoolSize(8)
                .setConnectionMinimumIdleSize(1)
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(1);
        return Redisson.create(config);
    }

    /** The version of a key; 0 if it was never written. */
    long read(int key) {
        return client.getAtomicLong("version:" + key).get();
    }

    /** Writes a key; its new version. */
    long write(int key) {
        return client.getAtomicLong("version:" + key).incrementAndGet();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}

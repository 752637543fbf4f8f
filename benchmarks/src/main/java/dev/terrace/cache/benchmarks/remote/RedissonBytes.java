package dev.terrace.cache.benchmarks.remote;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** Bare Redisson: buckets of bytes. */
final class RedissonBytes implements Contestant {

    private static final int FEW = 2;

    private final RedissonClient client;

    private RedissonBytes(RedissonClient client) {
        this.client = client;
    }

    static RedissonBytes withDefaults(String redis) {
        return new RedissonBytes(client(redis));
    }

    /** As many threads as this library gives its own client on a small machine. */
    static RedissonBytes withFewThreads(String redis) {
        return new RedissonBytes(clientWithFewThreads(redis));
    }

    static RedissonClient clientWithFewThreads(String redis) {
        return client(redis, new Config().setThreads(FEW).setNettyThreads(FEW));
    }

    static RedissonClient client(String redis) {
        return client(redis, new Config());
    }

    private static RedissonClient client(String redis, Config config) {
        config.useSingleServer().setAddress("redis://" + redis);
        return Redisson.create(config);
    }

    @Override
    public Object valueOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] read(String key) {
        return client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).get();
    }

    @Override
    public void write(String key, Object value) {
        client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).set((byte[]) value);
    }

    @Override
    public Map<String, ?> readAll(Collection<String> keys) {
        return client.getBuckets(ByteArrayCodec.INSTANCE).get(keys.toArray(String[]::new));
    }

    @Override
    public void close() {
        client.shutdown();
    }
}

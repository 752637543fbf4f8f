package dev.terrace.cache.benchmarks.remote;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.redisson.RedissonCacheBuilder;
import io.lettuce.core.RedisClient;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.redisson.api.RedissonClient;

/** JetCache's remote tier on Lettuce or on Redisson, with what serializes by default. Its values are texts, and live ten minutes. */
final class JetCacheRemote implements Contestant {

    private final Runnable end;
    private final Cache<String, Object> cache;

    private JetCacheRemote(Cache<String, Object> cache, Runnable end) {
        this.cache = cache;
        this.end = end;
    }

    static JetCacheRemote onLettuce(String redis) {
        RedisClient client = RedisClient.create("redis://" + redis);
        Cache<String, Object> cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .keyPrefix("benchmark:")
                .expireAfterWrite(10, TimeUnit.MINUTES)
                .buildCache();
        return new JetCacheRemote(cache, client::shutdown);
    }

    /** With as few threads as {@code redisson-tuned}. */
    static JetCacheRemote onRedisson(String redis) {
        RedissonClient client = RedissonBytes.clientWithFewThreads(redis);
        Cache<String, Object> cache = RedissonCacheBuilder.createBuilder()
                .redissonClient(client)
                .keyPrefix("benchmark:")
                .expireAfterWrite(10, TimeUnit.MINUTES)
                .buildCache();
        return new JetCacheRemote(cache, client::shutdown);
    }

    @Override
    public Object valueOf(String text) {
        return text;
    }

    @Override
    public Object read(String key) {
        return cache.get(key);
    }

    @Override
    public void write(String key, Object value) {
        // put alone does not wait.
        if (!cache.PUT(key, value).isSuccess()) {
            throw new IllegalStateException("Not stored: " + key);
        }
    }

    @Override
    public Map<String, ?> readAll(Collection<String> keys) {
        return cache.getAll(new HashSet<>(keys));
    }

    @Override
    public Object load(String key, Callable<Object> loader) {
        return cache.computeIfAbsent(key, missing -> called(loader));
    }

    private static Object called(Callable<Object> loader) {
        try {
            return loader.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        cache.close();
        end.run();
    }
}

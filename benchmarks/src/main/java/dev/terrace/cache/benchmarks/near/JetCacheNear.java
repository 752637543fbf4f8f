package dev.terrace.cache.benchmarks.near;

import com.alicp.jetcache.Cache;
import dev.terrace.cache.benchmarks.RedisProcess;

/** JetCache over Caffeine and Redis, without and with messages to other instances. */
final class JetCacheNear implements NearCache {

    private final RedisProcess redis;
    private final JetCachePeer peer;
    private final Cache<Object, Object> cache;

    JetCacheNear(RedisProcess redis, boolean broadcast) {
        this.redis = redis;
        peer = new JetCachePeer(redis.address());
        cache = peer.twoLevel("near", broadcast, false);
    }

    @Override
    public Object get(Object key) {
        return cache.get(key);
    }

    @Override
    public Object getOrLoad(Object key) {
        return cache.computeIfAbsent(key, NearCache::unexpectedLoad);
    }

    @Override
    public void fill(Object key, Object value) {
        // Asking waits for Redis.
        if (!cache.PUT(key, value).isSuccess()) {
            throw new IllegalStateException("Not stored: " + key);
        }
    }

    @Override
    public long missed() throws Exception {
        return redis.calls("get");
    }

    @Override
    public void close() {
        peer.close();
    }
}

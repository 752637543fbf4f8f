package dev.terrace.cache.benchmarks.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;

/** Caffeine with a bound alone, or with what a cache of an application has as well. */
final class CaffeineNear implements NearCache {

    private final Cache<Object, Object> cache;

    CaffeineNear(boolean expiring) {
        cache = expiring
                ? configured().build()
                : Caffeine.newBuilder().maximumSize(BOUND).build();
    }

    /** With expiry and statistics. */
    static Caffeine<Object, Object> configured() {
        return Caffeine.newBuilder()
                .maximumSize(BOUND)
                .expireAfterWrite(LIFE, TimeUnit.MINUTES)
                .recordStats();
    }

    @Override
    public Object get(Object key) {
        return cache.getIfPresent(key);
    }

    @Override
    public Object getOrLoad(Object key) {
        return cache.get(key, NearCache::unexpectedLoad);
    }

    @Override
    public void fill(Object key, Object value) {
        cache.put(key, value);
    }

    /** Unknown without statistics; then a miss is a null that the suite finds before and after. */
    @Override
    public long missed() {
        return cache.stats().missCount();
    }

    @Override
    public void close() {
        cache.invalidateAll();
    }
}

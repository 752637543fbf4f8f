package dev.terrace.cache.benchmarks.near;

import java.util.concurrent.Callable;
import org.springframework.cache.caffeine.CaffeineCache;

/** Spring's own cache on Caffeine. */
final class SpringCaffeineNear implements NearCache {

    private static final Callable<Object> LOADER = () -> NearCache.unexpectedLoad("a key");

    private final CaffeineCache cache =
            new CaffeineCache("near", CaffeineNear.configured().build());

    @Override
    public Object get(Object key) {
        return cache.get(key);
    }

    @Override
    public Object getOrLoad(Object key) {
        return cache.get(key, LOADER);
    }

    @Override
    public void fill(Object key, Object value) {
        cache.put(key, value);
    }

    @Override
    public long missed() {
        return cache.getNativeCache().stats().missCount();
    }

    @Override
    public void close() {
        cache.clear();
    }
}

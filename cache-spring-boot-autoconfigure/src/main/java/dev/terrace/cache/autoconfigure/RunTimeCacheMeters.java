package dev.terrace.cache.autoconfigure;

import io.micrometer.core.instrument.Tag;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.cache.Cache;

/**
 * Meters caches that Boot, which binds those that it finds at start-up, does not see. A cache that is made while beans are still
 * being made waits in a queue until they are; one that Boot has bound as well keeps its meters, since a meter exists once.
 */
final class RunTimeCacheMeters implements SmartInitializingSingleton {

    /** What Boot says of a manager whose bean has this name. */
    private static final Tag MANAGER = Tag.of("cache.manager", "cacheManager");

    private final ObjectProvider<CacheMetricsRegistrar> registrars;
    private final Queue<Cache> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean ready;

    RunTimeCacheMeters(ObjectProvider<CacheMetricsRegistrar> registrars) {
        this.registrars = registrars;
    }

    void bind(Cache cache) {
        waiting.add(cache);
        if (ready) {
            bindWaiting();
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        ready = true;
        bindWaiting();
    }

    private void bindWaiting() {
        CacheMetricsRegistrar registrar = registrars.getIfAvailable();
        for (Cache cache = waiting.poll(); cache != null; cache = waiting.poll()) {
            if (registrar != null) {
                registrar.bindCacheToRegistry(cache, MANAGER);
            }
        }
    }
}

package dev.terrace.cache.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.cache.Cache;

/**
 * Meters caches that Boot, which binds those that it finds at start-up, does not see. A cache that is made while beans are still
 * being made waits in a queue until they are, and Boot may have found it by then.
 */
final class RunTimeCacheMeters implements SmartInitializingSingleton {

    /** What Boot says of a manager whose bean has this name. */
    private static final Tag MANAGER = Tag.of("cache.manager", "cacheManager");

    private final ObjectProvider<CacheMetricsRegistrar> registrars;
    private final ObjectProvider<MeterRegistry> meters;
    private final Queue<Cache> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean ready;

    RunTimeCacheMeters(ObjectProvider<CacheMetricsRegistrar> registrars, ObjectProvider<MeterRegistry> meters) {
        this.registrars = registrars;
        this.meters = meters;
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
            if (registrar != null && !isBound(cache)) {
                registrar.bindCacheToRegistry(cache, MANAGER);
            }
        }
    }

    private boolean isBound(Cache cache) {
        Tags tags = Tags.of(MANAGER).and("cache", cache.getName());
        return meters.stream()
                .anyMatch(registry -> registry.find("cache.gets").tags(tags).meter() != null);
    }
}

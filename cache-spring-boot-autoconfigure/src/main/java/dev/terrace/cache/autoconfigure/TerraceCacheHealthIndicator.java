package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of the caches: always up, with details, since an application goes on without Redis and a restart would only empty its
 * caches. It tells what this process knows already: it calls nobody and waits for nothing.
 */
final class TerraceCacheHealthIndicator implements HealthIndicator {

    /** How the caches of the namespace are joined to Redis. */
    enum Redis {
        /** Values are shared with the other instances. */
        CONNECTED,
        /** One is configured and does not answer, or has not yet. */
        AWAY,
        /** None is configured. */
        NONE;

        static Redis of(CacheRuntime runtime) {
            if (!runtime.isShared()) {
                return NONE;
            }
            return runtime.isConnected() ? CONNECTED : AWAY;
        }
    }

    private final Supplier<Redis> redis;
    private final Supplier<Map<String, CacheStatistics>> caches;

    /**
     * @param redis how Redis is, as this process knows it
     * @param caches the counts of the caches by their names
     */
    TerraceCacheHealthIndicator(Supplier<Redis> redis, Supplier<Map<String, CacheStatistics>> caches) {
        this.redis = redis;
        this.caches = caches;
    }

    /** The health of all caches that the manager has by then. */
    static TerraceCacheHealthIndicator of(TerraceCacheManager manager) {
        return new TerraceCacheHealthIndicator(() -> Redis.of(manager.runtime()), () -> statistics(manager));
    }

    /** The counts of the caches that there are now, by their names. */
    static Map<String, CacheStatistics> statistics(TerraceCacheManager manager) {
        Map<String, CacheStatistics> statistics = new TreeMap<>();
        for (String name : manager.getCacheNames()) {
            TerraceCache cache = manager.getTerraceCache(name);
            if (cache != null) {
                statistics.put(name, cache.statistics());
            }
        }
        return statistics;
    }

    @Override
    public Health health() {
        Health.Builder health =
                Health.up().withDetail("redis", redis.get().name().toLowerCase(Locale.ROOT));
        Map<String, Integer> hung = hungLoads();
        return hung.isEmpty()
                ? health.build()
                : health.withDetail("hungLoads", hung).build();
    }

    /** Of the caches that have any. */
    private Map<String, Integer> hungLoads() {
        Map<String, Integer> hung = new TreeMap<>();
        caches.get().forEach((name, counts) -> {
            if (counts.hungLoads() > 0) {
                hung.put(name, counts.hungLoads());
            }
        });
        return hung;
    }
}

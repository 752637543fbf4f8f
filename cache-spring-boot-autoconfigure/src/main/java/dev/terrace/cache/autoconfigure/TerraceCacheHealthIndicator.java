package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.spring.TerraceCacheManager;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of the caches: up, with details, unless asked for another status while Redis is away, since an application goes on without
 * Redis and a restart would only empty its caches. It tells what this process knows already: it calls nobody and waits for
 * nothing.
 */
final class TerraceCacheHealthIndicator implements HealthIndicator {

    private final Supplier<RedisHealth> redis;
    private final Supplier<Map<String, CacheHealth>> caches;
    private final StatusWhenAway whenAway;

    /**
     * @param redis how Redis is, as this process knows it
     * @param caches the caches by their names
     * @param whenAway the status while Redis is away
     */
    TerraceCacheHealthIndicator(
            Supplier<RedisHealth> redis, Supplier<Map<String, CacheHealth>> caches, StatusWhenAway whenAway) {
        this.redis = redis;
        this.caches = caches;
        this.whenAway = whenAway;
    }

    /** The health of all caches that the manager has by then. */
    static TerraceCacheHealthIndicator of(TerraceCacheManager manager, RemoteHistory history, StatusWhenAway whenAway) {
        return new TerraceCacheHealthIndicator(
                () -> RedisHealth.of(manager.runtime(), history), () -> CacheHealth.of(manager), whenAway);
    }

    @Override
    public Health health() {
        RedisHealth now = redis.get();
        Map<String, CacheHealth> all = caches.get();
        Health.Builder health = Health.status(now.isAway() ? new Status(whenAway.name()) : Status.UP)
                .withDetail("near", CacheHealth.near(all))
                .withDetail("redis", now.details());
        Map<String, Object> hung = CacheHealth.hungLoads(all);
        return hung.isEmpty()
                ? health.build()
                : health.withDetail("hungLoads", hung).build();
    }
}

package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Near;
import dev.terrace.cache.CachePolicy.Storage;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import java.time.Duration;

/** How Terrace is set up where the defaults would get in the way of measuring. */
final class Policies {

    private static final int POOL = 24;

    private Policies() {}

    static CachePolicy with(CachePolicy policy, Near near, Storage storage) {
        return new CachePolicy(
                policy.tiers(),
                policy.timeToLive(),
                policy.timeToIdle(),
                policy.adaptive(),
                policy.jitter(),
                policy.stale(),
                policy.refreshAhead(),
                policy.refresh(),
                policy.nullValues(),
                near,
                policy.loader(),
                storage,
                policy.priority(),
                policy.coherent());
    }

    /** As patient as Redisson by default: what takes long is to be measured, not cut off. */
    static RedisSettings patient(String redis) {
        return new RedisSettings(
                new RedisServers.Single(redis, 0),
                null,
                null,
                null,
                null,
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                POOL);
    }
}

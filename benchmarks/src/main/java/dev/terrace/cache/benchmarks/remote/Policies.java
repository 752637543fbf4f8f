package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import java.time.Duration;

/** How Terrace is set up where the defaults would get in the way of measuring. */
final class Policies {

    private static final int POOL = 24;

    private Policies() {}

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

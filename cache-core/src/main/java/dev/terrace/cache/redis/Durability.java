package dev.terrace.cache.redis;

import dev.terrace.cache.CacheConfigurationException;
import java.time.Duration;

/**
 * How many replicas must have an invalidation before it counts as done (WAIT), so that a failover does not lose it. If fewer
 * acknowledge it in time, it is done all the same, and {@link dev.terrace.cache.event.CacheEvent.NotReplicated} tells.
 *
 * @param replicas how many
 * @param timeout how long to wait for them
 */
public record Durability(int replicas, Duration timeout) {
    public Durability {
        if (replicas < 1) {
            throw new CacheConfigurationException(
                    "'coherence.durable-invalidation' (%d) must be the number of replicas to wait for"
                            .formatted(replicas),
                    "write at least 1, or 0 for not waiting");
        }
        RedisSettings.requirePositive("coherence.durable-invalidation.timeout", timeout);
    }
}

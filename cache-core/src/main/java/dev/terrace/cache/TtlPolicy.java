package dev.terrace.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides how long an entry lives by what it is. Asked when a value is stored, for entries whose own options do not say; of several, in
 * the order of the beans, the first that answers decides. Must be thread-safe and quick, and must not use a cache.
 */
@FunctionalInterface
public interface TtlPolicy {

    /**
     * The life of an entry.
     *
     * @param cache the name of its cache
     * @param key the caller's key
     * @param value its value; null if null is cached
     * @return at least a millisecond and at most 36,500 days; null to leave it to the next one, and at last to the policy of the cache
     */
    @Nullable
    Duration timeToLive(String cache, Object key, @Nullable Object value);
}

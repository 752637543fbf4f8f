package dev.terrace.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one read returned: the value and how it came about.
 *
 * @param value the cached or loaded value; null if null itself is cached or was loaded
 * @param origin the tier that served it, or {@link Origin#LOADED}
 * @param age the time since the value was written to the cache, as far as the clocks of server and instance agree; zero if
 *     it was loaded by this read
 * @param stale whether the value was past its time-to-live when it was served
 */
public record CachedValue<V>(@Nullable V value, Origin origin, Duration age, boolean stale) {

    public CachedValue {
        if (age.isNegative()) {
            age = Duration.ZERO;
        }
    }

    /** The value of a load that this read made or joined. */
    public static <V> CachedValue<V> loaded(@Nullable V value) {
        return new CachedValue<>(value, Origin.LOADED, Duration.ZERO, false);
    }
}

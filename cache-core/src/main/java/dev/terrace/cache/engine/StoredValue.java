package dev.terrace.cache.engine;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value with what its envelope says of it, as it was read or is about to be written.
 *
 * @param value the value; null if null is cached
 * @param stamp unique for each write; 0 if it is in no remote tier
 * @param ctl the control position applied before its load began
 * @param tags its tags
 * @param writtenAt milliseconds since the epoch, by the server's clock
 * @param freshMillis how long after that it is fresh; {@link Long#MAX_VALUE} for ever
 * @param bytes the envelope; null if it was not encoded
 */
record StoredValue(
        @Nullable Object value,
        long stamp,
        long ctl,
        Set<String> tags,
        long writtenAt,
        long freshMillis,
        byte @Nullable [] bytes) {

    private static final long UNSTORED = -1;

    /** A value that is passed on to those who wait for it, and kept nowhere. */
    static StoredValue unstored(@Nullable Object value, long ctl, long serverMillis) {
        return new StoredValue(value, UNSTORED, ctl, Set.of(), serverMillis, Long.MAX_VALUE, null);
    }

    /** Whether its tags are known: those of a value that was not stored are not. */
    boolean isDescribed() {
        return stamp != UNSTORED;
    }

    int weight() {
        return bytes != null ? bytes.length : 0;
    }

    /** How long the remote tier keeps it; null for ever. */
    @Nullable
    Duration life() {
        return freshMillis == Long.MAX_VALUE ? null : Duration.ofMillis(freshMillis);
    }
}

package dev.terrace.cache.engine;

import dev.terrace.cache.near.NearEntry;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value with what its envelope says of it, as it was read or is about to be written.
 *
 * @param value the value; null if null is cached
 * @param stamp unique for each write; one of the constants here if it is in no remote tier
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

    /** The stamp of a value that was loaded while its lane was away: nobody else knows of it. */
    static final long LOCAL = 0;

    /** The stamp of a value that is in no remote tier, though its lane is followed: there is none, or a call to it failed. */
    static final long SHARED = 1;

    private static final long UNSTORED = -1;

    /** A value that is passed on to those who wait for it, and kept nowhere. */
    static StoredValue unstored(@Nullable Object value, long ctl, long serverMillis) {
        return new StoredValue(value, UNSTORED, ctl, Set.of(), serverMillis, Long.MAX_VALUE, null);
    }

    /** The value of a near entry, whose life is the entry's own matter. */
    static StoredValue of(NearEntry entry) {
        NearEntry.Origin origin = entry.origin();
        return new StoredValue(
                entry.value(), origin.stamp(), origin.ctl(), origin.tags(), origin.writtenAt(), Long.MAX_VALUE, null);
    }

    /** Whether its tags are known: those of a value that was not stored are not. */
    boolean isDescribed() {
        return stamp != UNSTORED;
    }

    /** Whether it was loaded while its lane was away. */
    boolean isLocal() {
        return stamp == LOCAL;
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

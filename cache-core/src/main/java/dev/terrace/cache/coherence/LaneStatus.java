package dev.terrace.cache.coherence;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How this instance follows a lane, for a person who looks at it.
 *
 * @param lane its label
 * @param cursor the ID of the last log entry that was applied; null before the first sync
 * @param sinceSync the time since the last sync began that applied the whole log
 * @param gaps how often the log was broken, or had to be taken for broken
 * @param circuit whether its server is asked at all
 */
public record LaneStatus(String lane, @Nullable String cursor, Duration sinceSync, int gaps, CircuitState circuit) {

    /** Whether the server of a lane is asked at all. */
    public enum CircuitState {
        /** It is. */
        CLOSED,
        /** Too many calls have failed: it is not. */
        OPEN,
        /** The next sync tries whether it may be asked again. */
        HALF_OPEN
    }
}

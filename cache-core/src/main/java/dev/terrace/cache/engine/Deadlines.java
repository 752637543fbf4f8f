package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Until when a caller waits, in the nanoseconds of the clock.
 *
 * @param soft for a new value, if there is an old one; null for ever
 * @param hard for any; null for ever
 */
record Deadlines(@Nullable Long soft, @Nullable Long hard) {

    private static final Deadlines NONE = new Deadlines(null, null);

    /** Those of a caller who began then. None if loads may not run in the background: they would end with their caller. */
    static Deadlines of(CachePolicy policy, long beganAt) {
        return policy.loadsInBackground()
                ? new Deadlines(
                        after(beganAt, policy.loader().softTimeout()),
                        after(beganAt, policy.loader().hardTimeout()))
                : NONE;
    }

    private static @Nullable Long after(long beganAt, @Nullable Duration timeout) {
        return timeout != null ? Long.valueOf(beganAt + timeout.toNanos()) : null;
    }

    boolean exist() {
        return soft != null || hard != null;
    }
}

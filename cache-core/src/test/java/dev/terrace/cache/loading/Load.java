package dev.terrace.cache.loading;

import java.util.Collection;

/**
 * One run of a loader, with times of the monotonic clock, which all processes of a host share.
 *
 * @param number which load of this key it was, from 1 on
 * @param loader the instance that ran it
 * @param ended {@link #NEVER} if it did not end
 */
record Load(String key, long number, int loader, long began, long ended, boolean failed) {

    static final long NEVER = Long.MAX_VALUE;

    /** Whether there was a moment at which all of these were under way. */
    static boolean overlap(Collection<Load> loads) {
        long lastBegan = loads.stream().mapToLong(Load::began).max().orElseThrow();
        long firstEnded = loads.stream().mapToLong(Load::ended).min().orElseThrow();
        return lastBegan < firstEnded;
    }
}

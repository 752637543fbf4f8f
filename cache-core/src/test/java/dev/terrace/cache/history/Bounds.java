package dev.terrace.cache.history;

import dev.terrace.cache.coherence.CoherenceSettings;
import java.time.Duration;

/**
 * What a run promises, in nanoseconds.
 *
 * @param staleness Δ
 * @param degraded D
 * @param interval H
 * @param lease how long a load lease lives
 */
record Bounds(long staleness, long degraded, long interval, long lease) {

    static Bounds of(CoherenceSettings settings, Duration lease) {
        return new Bounds(
                settings.maxStaleness().toNanos(),
                settings.maxStale().toNanos(),
                settings.syncInterval().toNanos(),
                lease.toNanos());
    }
}

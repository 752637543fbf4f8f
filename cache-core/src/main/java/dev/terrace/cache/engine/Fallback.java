package dev.terrace.cache.engine;

import dev.terrace.cache.Origin;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.near.NearEntry;
import org.jspecify.annotations.Nullable;

/**
 * A value that a flight has found and that is too old to end it: what callers get if the load fails or takes too long.
 *
 * @param stored the value
 * @param origin the tier that has it
 * @param task the task under which it was found
 * @param near the near entry that holds it; null if it came from the remote tier
 */
record Fallback(
        StoredValue stored,
        Origin origin,
        FillTask task,
        @Nullable NearEntry near) {

    static Fallback near(NearEntry entry, FillTask task) {
        return new Fallback(StoredValue.of(entry), Origin.NEAR, task, entry);
    }

    static Fallback remote(StoredValue stored, FillTask task) {
        return new Fallback(stored, Origin.REMOTE, task, null);
    }
}

package dev.terrace.cache.engine;

import dev.terrace.cache.Origin;
import dev.terrace.cache.coherence.FillTask;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One read or load of a key that several callers share. Whoever made it leads it; the others wait for its landing. Thread-safe.
 */
final class Flight {

    private final long beganAt;
    private final @Nullable Thread leader;
    private final CompletableFuture<Landing> landed = new CompletableFuture<>();
    private volatile FillTask task;

    /**
     * @param beganAt when, in the nanoseconds of the clock
     * @param leader the thread that works for all; null if it is bound to none
     */
    Flight(FillTask task, long beganAt, @Nullable Thread leader) {
        this.beganAt = beganAt;
        this.task = task;
        this.leader = leader;
    }

    /**
     * What a flight brought.
     *
     * @param stored the value
     * @param origin where it came from
     */
    record Landing(StoredValue stored, Origin origin) {}

    /** The task of its fill: once that is poisoned, nobody joins any more. */
    FillTask task() {
        return task;
    }

    /** When it began, in the nanoseconds of the clock. */
    long beganAt() {
        return beganAt;
    }

    /** Goes on with a task that has seen more. */
    void continueWith(FillTask newer) {
        task = newer;
    }

    @Nullable
    Thread leader() {
        return leader;
    }

    CompletableFuture<Landing> landed() {
        return landed;
    }
}

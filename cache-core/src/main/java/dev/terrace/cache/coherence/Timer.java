package dev.terrace.cache.coherence;

import java.time.Duration;

/** Runs things later; a simulation puts its own time behind it. */
@FunctionalInterface
public interface Timer {

    /** Runs a task once after a delay, on a thread that may be used for a while. */
    void after(Duration delay, Runnable task);
}

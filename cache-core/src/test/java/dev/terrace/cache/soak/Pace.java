package dev.terrace.cache.soak;

import dev.terrace.cache.coherence.CoherenceSettings;
import java.time.Duration;

/** How closely instances follow each other. */
enum Pace {
    /** Short, so that a run of seconds says something. */
    QUICK(new CoherenceSettings(
            Duration.ofMillis(200),
            Duration.ofMillis(1_000),
            Duration.ofMillis(600),
            true,
            Duration.ofMillis(400),
            Duration.ofMillis(400))),

    /** The defaults, but for D: an outage is to last longer than an instance may do without Redis. */
    USUAL(new CoherenceSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            true,
            Duration.ofSeconds(10),
            Duration.ofMillis(300)));

    private final CoherenceSettings coherence;

    Pace(CoherenceSettings coherence) {
        this.coherence = coherence;
    }

    CoherenceSettings coherence() {
        return coherence;
    }
}

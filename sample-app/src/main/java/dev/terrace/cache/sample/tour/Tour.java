package dev.terrace.cache.sample.tour;

import org.jspecify.annotations.Nullable;

/**
 * Where this instance stands.
 *
 * @param port where it listens
 * @param remote how its caches stand with Redis
 * @param waitingInvalidations its own evictions that wait for Redis
 * @param redis the Redis of the sample; null if another one is configured, or none
 * @param other the second instance
 */
record Tour(
        int port,
        Remote remote,
        int waitingInvalidations,
        @Nullable Embedded redis,
        OtherInstance.View other) {

    /** How the caches of an instance stand with Redis. */
    enum Remote {
        /** In step with the other instances. */
        CONNECTED,
        /** It goes on alone. */
        AWAY,
        /** There is none: all is in this process. */
        NONE
    }

    /**
     * The Redis that the sample started.
     *
     * @param on whether it answers
     * @param owned whether this instance may stop it
     */
    record Embedded(boolean on, boolean owned) {}
}

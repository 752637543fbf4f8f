package dev.terrace.cache.autoconfigure;

/** What the health of the caches is while a Redis that is configured cannot be asked: the names of Boot's statuses. */
enum StatusWhenAway {
    /** The application goes on without it, and a restart would only empty its caches. */
    UP,
    /** Whoever sends requests may send them to others. */
    OUT_OF_SERVICE,
    /** The application is broken. */
    DOWN
}

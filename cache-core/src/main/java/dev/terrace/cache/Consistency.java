package dev.terrace.cache;

/** How new what a read returns must be. */
public enum Consistency {
    /**
     * Nothing that was invalidated longer ago than {@code coherence.max-staleness}, usually a millisecond; this instance's own
     * invalidations at once.
     */
    BOUNDED,
    /**
     * Nothing whose invalidation was acknowledged before the read began, whoever asked for it: the logs are read, then the remote
     * tier is asked. Costs two round trips.
     */
    STRONG
}

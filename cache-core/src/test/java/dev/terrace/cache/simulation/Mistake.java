package dev.terrace.cache.simulation;

/** The bug switches of coherence-model.py: each puts back a mistake that other designs make, and must be caught. */
enum Mistake {
    NONE,
    /** A fill does not learn of invalidations that pass while it is under way. */
    NO_POISON,
    /** The server stores a fill whoever holds the lease. */
    UNGUARDED,
    /** An invalidation is logged and published before the value is removed. */
    LOG_FIRST,
    /** A put stores its value and logs it in one step that nothing guards. */
    ONE_STEP_PUT,
    /** The log is read behind the cursor, whatever stands at the cursor by now. */
    EXCLUSIVE,
    /** Own operations that a failover lost are not issued again. */
    NO_REPLAY,
    /** Leases are never renewed. */
    NO_RENEWAL,
    /** An old value is served for a load that failed, whatever became of it meanwhile. */
    STALE_UNCHECKED,
    /** Old values are not served for loads that failed. */
    NO_FALLBACK,
    /** After a load has failed the next one may begin at once. */
    THROTTLE_IGNORED,
    /** After a load has failed nobody loads any more. */
    THROTTLE_FOR_EVER,
    /** Who asks for anything but the value that he knows gets it as a new one. */
    OLD_FOR_NEW,
    /** Nobody is told that a value is read. */
    UNTOUCHED,
    /** A value that was read once is kept for ever. */
    TOUCHED_FOR_EVER
}

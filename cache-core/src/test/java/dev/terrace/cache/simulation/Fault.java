package dev.terrace.cache.simulation;

/** What may go wrong in a run. */
enum Fault {
    /** Messages are lost, repeated, late or garbled for a while. */
    BAD_BUS,
    /** No message comes through for a while, and nobody says so. */
    DEAF_BUS,
    /** The bus connects anew. */
    RESUBSCRIPTION,
    /** Commands and replies are lost, late or refused for a while. */
    BAD_NETWORK,
    /** Commands take long for a while. */
    SLOW_NETWORK,
    /** One instance cannot reach the server. */
    PARTITION,
    /** One process stands still. */
    PAUSE,
    /** One machine sleeps. */
    SUSPENSION,
    /** One wall clock is set. */
    CLOCK_SET,
    /** One process dies, and another is started. */
    CRASH,
    /** The server stands still. */
    SERVER_PAUSE,
    /** The server is away. */
    OUTAGE,
    /** The server is away for longer than anything near may be served. */
    LONG_OUTAGE,
    /** The server comes back empty. */
    FLUSH,
    /** A replica takes over that lacks the last writes. */
    FAILOVER,
    /** The same, and its clock is behind. */
    FAILOVER_TO_THE_PAST,
    /** All logs are cut to a few entries. */
    TRIM,
    /** Control keys are evicted. */
    CONTROL_LOSS,
    /** The log of a lane is evicted. */
    LOG_LOSS,
    /** A value is evicted. */
    VALUE_LOSS,
    /** A lease is evicted. */
    LEASE_LOSS,
    /** Values are refused. */
    MEMORY_FULL,
    /** An instance has no room for a near entry. */
    NEAR_LOSS,
    /** Loads fail for a while. */
    DATABASE_DOWN,
    /** Loads take long for a while, some of them longer than a lease. */
    DATABASE_SLOW,
    /** For a moment some loads begin that do not end. */
    DATABASE_HANGS
}

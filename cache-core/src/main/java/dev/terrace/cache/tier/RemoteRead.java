package dev.terrace.cache.tier;

/** What the remote tier answers to a read. A failure is none of these: it completes the stage exceptionally. */
public sealed interface RemoteRead {

    /**
     * There is a value.
     *
     * @param stored the bytes as stored
     */
    record Hit(byte[] stored) implements RemoteRead {}

    /** There is none, and the reader now holds the lease. */
    record Leased() implements RemoteRead {}

    /** There is none, and another reader holds the lease. */
    record Held() implements RemoteRead {}

    /** There is none, and no lease was asked for. */
    record Absent() implements RemoteRead {}

    /**
     * There is none but the known one, and the last try to load another failed a moment ago: whoever can serve the known one should,
     * and others load without a lease.
     */
    record Throttled() implements RemoteRead {}
}

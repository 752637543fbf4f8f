package dev.terrace.cache.coherence;

/**
 * What a read must know of a lane: until when near entries may be served without asking, how often the log was broken, and
 * whether its server can be asked. Written by one sync at a time, and by whoever finds the server lost; read by everyone.
 */
public final class LaneState {

    /** Far enough in the future, and near enough that differences of nanoseconds do not overflow. */
    static final long FOR_EVER = Long.MAX_VALUE / 2;

    private volatile long trustedUntil;
    private volatile int gap;
    private volatile boolean detached = true;
    private volatile int outage;
    private volatile long lastSync;
    private volatile long distrustedAt;

    // Touched by the running sync only.
    private int failures;

    LaneState(long nanoTime) {
        trustedUntil = nanoTime;
        lastSync = nanoTime;
        distrustedAt = nanoTime;
    }

    /** Whether near entries of this lane may be served at this time of the clock. */
    public boolean isTrusted(long nanoTime) {
        return trustedUntil - nanoTime > 0;
    }

    /** How often the log was broken: an entry that was installed at another count must be verified before it is served. */
    public int gap() {
        return gap;
    }

    /** Whether the lane's server is away, so that entries loaded meanwhile are all there is. */
    public boolean isDetached() {
        return detached;
    }

    /** Changes with every time that the server is away: what was loaded in another is not trusted in this one. */
    public int outage() {
        return outage;
    }

    /** When the last sync began that applied the whole log. */
    long lastSync() {
        return lastSync;
    }

    /** Whether the last one began at this time or later, and the server is there. */
    boolean isSyncedSince(long nanoTime) {
        return !detached && lastSync - nanoTime >= 0;
    }

    /** A sync that began then has applied the whole log. */
    synchronized void synced(long nanoTime, long trustNanos) {
        lastSync = nanoTime;
        trustedUntil = nanoTime + trustNanos;
        failures = 0;
        detached = false;
    }

    /** A sync has failed. Returns whether the server counts as away: one lost reply is no outage, the second try decides. */
    boolean failed() {
        failures++;
        return detached || failures > 1;
    }

    /** The server is away: what is near is trusted for so long since the last sync, and no longer. */
    synchronized void detach(long trustNanos) {
        trustedUntil = lastSync + trustNanos;
        if (!detached) {
            outage++;
        }
        detached = true;
    }

    /** The clock has missed so many nanoseconds: nothing is trusted until the next sync, and the last one was so much earlier. */
    synchronized void distrust(long nanoTime, long missedNanos) {
        lastSync -= missedNanos;
        trustedUntil = nanoTime;
        distrustedAt = nanoTime;
        outage++;
    }

    /** Whether the clock has missed nothing since then, as far as is known. */
    boolean isMeasuredSince(long nanoTime) {
        return nanoTime - distrustedAt >= 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time: the follower holds its lock
    void breakLog() {
        gap++;
    }
}

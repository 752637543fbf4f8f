package dev.terrace.cache.coherence;

/**
 * What a read must know of a lane: until when near entries may be served without asking, and how often the log was broken.
 * Written by one follower at a time, read by everyone.
 */
public final class LaneState {

    /** Far enough in the future, and near enough that differences of nanoseconds do not overflow. */
    static final long FOR_EVER = Long.MAX_VALUE / 2;

    private volatile long trustedUntil;
    private volatile int gap;
    private volatile boolean detached = true;

    LaneState(long nanoTime) {
        trustedUntil = nanoTime;
    }

    /** Whether near entries of this lane may be served at this time of the clock. */
    public boolean isTrusted(long nanoTime) {
        return trustedUntil - nanoTime > 0;
    }

    /** How often the log was broken: an entry that was installed at another count must be verified before it is served. */
    public int gap() {
        return gap;
    }

    /** Whether the remote tier is away, so that entries loaded meanwhile are all there is. */
    public boolean isDetached() {
        return detached;
    }

    void trustUntil(long nanoTime) {
        trustedUntil = nanoTime;
    }

    void setDetached(boolean away) {
        detached = away;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time: the follower holds its lock
    void breakLog() {
        gap++;
    }
}

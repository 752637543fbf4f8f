package dev.terrace.cache.coherence;

import java.util.concurrent.TimeUnit;

/**
 * How many calls are to be under way at once: one, if the answer comes as fast as a call can be made; more if the way is long, since
 * who waited then for the end of a call would wait longer than a call of its own costs. It is the product of bandwidth and
 * delay, with the quickest of the last calls as the delay: one that had to queue says nothing of the way. Not thread-safe.
 *
 * @see <a href="https://queue.acm.org/detail.cfm?id=3022184">BBR: congestion-based congestion control</a>
 */
final class Depth {

    /** About what a call costs both sides. */
    static final long COST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** About what each further key of a call costs both sides: that is not the way. */
    static final long KEY_NANOS = TimeUnit.MICROSECONDS.toNanos(5);

    static final int MAXIMUM = 8;

    /** So many calls are looked at, then forgotten. */
    static final int CALLS = 512;

    private int calls = 1;
    private int seen;
    private long quickest = Long.MAX_VALUE;

    int calls() {
        return calls;
    }

    /** A call of so many keys took so long. */
    void took(long nanos, int keys) {
        quickest = Math.min(quickest, nanos - (keys - 1) * KEY_NANOS);
        if (++seen == CALLS) {
            calls = (int) Math.max(1, Math.min(MAXIMUM, quickest / COST_NANOS));
            seen = 0;
            quickest = Long.MAX_VALUE;
        }
    }
}

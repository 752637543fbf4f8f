package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.tier.Position;
import java.util.concurrent.TimeUnit;

/**
 * What is known here of the server's clock: what time it shows, and whether it went back, as it does when a
 * replica takes over whose clock is behind. Then the log may give positions again that others have seen before the failover, though
 * this instance has not: what it has seen itself does not tell how far they went, the old server's clock does.
 *
 * <p>It is held against the clock that measures, which nobody sets; that one stands still while the machine sleeps, and then the
 * server seems to be further ahead, never behind. Thread-safe.
 */
final class ServerClock {

    /** Clocks are slowed down rather than set back by less than this. */
    private static final long TOLERANCE_MILLIS = 20;

    /** Instances notice one after the other, and the fence of the first must do for those who do soon after. */
    private static final long MARGIN_MILLIS = 5_000;

    private final CacheClock clock;
    private volatile long offset;
    private boolean known;
    private long ahead;
    private long leastNow;
    private long mostNow;

    ServerClock(CacheClock clock) {
        this.clock = clock;
        this.offset = clock.millis() - TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
    }

    /** Noted before a request. */
    record Sent(long nanoTime) {}

    Sent send() {
        return new Sent(clock.nanoTime());
    }

    /** A reply says what time it was on the server. */
    synchronized void read(long serverMillis, Sent sent) {
        long meanwhile = clock.nanoTime() - sent.nanoTime;
        offset = serverMillis - TimeUnit.NANOSECONDS.toMillis(sent.nanoTime + meanwhile / 2);
        mostNow = serverMillis - TimeUnit.NANOSECONDS.toMillis(sent.nanoTime);
        leastNow = serverMillis - TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
        ahead = known ? Math.max(ahead, leastNow) : leastNow;
        known = true;
    }

    /**
     * Milliseconds since the epoch by the server's clock, give or take half a round trip and the time that the machine slept since
     * it was read; by the wall clock here until it was. Setting the wall clock changes nothing: what is stamped before the next
     * reading would be taken for younger than it is by as much.
     */
    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime()) + offset;
    }

    /** Whether it went back, and nobody has {@linkplain #accept dealt} with that. */
    synchronized boolean wentBack() {
        return known && mostNow < ahead - TOLERANCE_MILLIS;
    }

    /** If it went back: a position behind all that were given before; else the first of all. */
    synchronized long lastPosition() {
        return wentBack() ? Position.of(TimeUnit.NANOSECONDS.toMillis(clock.nanoTime()) + ahead, 0) : Position.START;
    }

    /** The same with room for what other instances think of it. */
    synchronized long lastPositionForAll() {
        long last = lastPosition();
        return last == Position.START ? last : last + Position.of(MARGIN_MILLIS, 0);
    }

    /** From now on it is what it is. */
    synchronized void accept() {
        ahead = leastNow;
    }
}

package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import java.util.concurrent.TimeUnit;

/**
 * Notices that the machine was suspended: the wall clock went on and the clock that measures did not, or the wall clock was
 * set. Looked at by one thread at a time.
 */
final class ClockWatch {

    /** Clocks are corrected by less than this between two looks. */
    private static final long TOLERANCE = TimeUnit.MILLISECONDS.toNanos(100);

    private final CacheClock clock;
    private long nanos;
    private long millis;

    ClockWatch(CacheClock clock) {
        this.clock = clock;
        nanos = clock.nanoTime();
        millis = clock.millis();
    }

    /** The nanoseconds that the measuring clock may have missed since the last look; 0 if the clocks agree. */
    long missed() {
        long nowNanos = clock.nanoTime();
        long nowMillis = clock.millis();
        long apart = TimeUnit.MILLISECONDS.toNanos(nowMillis - millis) - (nowNanos - nanos);
        nanos = nowNanos;
        millis = nowMillis;
        return Math.abs(apart) > TOLERANCE ? Math.abs(apart) : 0;
    }
}

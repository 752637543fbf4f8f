package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.RefreshAhead.Mode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What may be done with the values of one cache at which age, by its policy. Thread-safe. */
final class Lives {

    /** So long from now, differences of times do not overflow. */
    static final long FOR_EVER = Long.MAX_VALUE / 2;

    /** By XFetch a read this many load times before the end refreshes in two of a billion cases; earlier ones need not draw. */
    private static final int LOADS_AHEAD = 20;

    /** A value is touched no more than so many times in its idle time. */
    private static final int TOUCHES = 10;

    private final long whileRevalidate;
    private final long ifError;
    private final CachePolicy.RefreshAhead ahead;
    private final boolean adaptive;
    private final long idle;
    private final RandomGenerator random;

    Lives(CachePolicy policy, RandomGenerator random) {
        boolean background = policy.loadsInBackground();
        this.whileRevalidate = background ? policy.stale().whileRevalidate().toNanos() : 0;
        this.ifError = policy.stale().ifError().toNanos();
        this.ahead = background ? policy.refreshAhead() : CachePolicy.RefreshAhead.NEVER;
        this.adaptive = policy.adaptive() != null;
        this.idle = policy.timeToIdle() != null ? policy.timeToIdle().toNanos() : 0;
        this.random = random;
    }

    /** Nanoseconds as which a life of so many milliseconds counts. */
    static long nanos(long millis) {
        return Math.min(TimeUnit.MILLISECONDS.toNanos(millis), FOR_EVER);
    }

    /** Whether a value whose life ends in so many nanoseconds is fresh. */
    static boolean isFresh(long left) {
        return left > 0;
    }

    /** Whether it may be served at once, if somebody loads it anew. */
    boolean mayRevalidate(long left) {
        return -left < whileRevalidate;
    }

    /** Whether it may be served when it cannot be loaded anew. What is served while it is loaded anew is served if that fails. */
    boolean mayServeInTrouble(long left) {
        return isFresh(left) || -left < Math.max(whileRevalidate, ifError);
    }

    /** Whether it is good for anything still: to be served, or to be compared with what replaces it. */
    boolean isOfUse(long left, long freshMillis) {
        return mayServeInTrouble(left) || (adaptive && -left < nanos(freshMillis));
    }

    /** Whether a value that nobody reads is gone before its life ends. */
    boolean isIdling() {
        return idle > 0;
    }

    /** After so long without a read it is gone. */
    long idleNanos() {
        return idle;
    }

    /** How long reads of a near entry need not be told to anybody. */
    long touchNanos() {
        return idle / TOUCHES;
    }

    /**
     * How long the remote tier keeps a value that is read now. Reads between two touches are not told, so that a value lives up to
     * that much longer.
     *
     * @param life until its life ends and it is of no use any more; null for ever
     */
    @Nullable
    Duration idling(@Nullable Duration life) {
        if (idle == 0) {
            return life;
        }
        Duration untouched = Duration.ofNanos(idle + touchNanos());
        return life == null || untouched.compareTo(life) < 0 ? untouched : life;
    }

    /** How long from now on it may be served, in whatever way. */
    long servableNanos(long left) {
        return Math.max(0, left + Math.max(whileRevalidate, ifError));
    }

    /** How long from now on it is good for anything. */
    long keptNanos(long left, long freshMillis) {
        return Math.max(servableNanos(left), adaptive ? left + nanos(freshMillis) : 0);
    }

    /** How long before the end of its life a read has to ask {@link #refreshesAhead}. */
    long aheadNanos(long freshMillis, int loadMillis) {
        if (freshMillis == Long.MAX_VALUE) {
            return 0;
        }
        return switch (ahead.mode()) {
            case NONE -> 0;
            case THRESHOLD -> (long) (nanos(freshMillis) * (1 - ahead.threshold()));
            case PROBABILISTIC -> LOADS_AHEAD * nanos(loadMillis);
        };
    }

    /** Whether a read of a fresh value refreshes it. */
    boolean refreshesAhead(long left, long freshMillis, int loadMillis) {
        return left < aheadNanos(freshMillis, loadMillis) && refreshesAhead(left, loadMillis);
    }

    /** Whether a read, so close to the end that it has to ask, refreshes a fresh value. */
    boolean refreshesAhead(long left, int loadMillis) {
        // 1 - u, since the logarithm of 0 is no number
        return ahead.mode() == Mode.THRESHOLD
                || (ahead.mode() == Mode.PROBABILISTIC
                        && nanos(loadMillis) * -Math.log(1 - random.nextDouble()) >= left);
    }
}

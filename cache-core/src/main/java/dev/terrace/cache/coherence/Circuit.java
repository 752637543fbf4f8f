package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.tier.RemoteTierException;
import dev.terrace.cache.tier.StageFailure;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server of a lane is asked at all. The calls of readers and writers open it when too many of them fail; what closes it
 * is a sync and nothing else, so no caller is ever the one who tries whether it works again. A lane never spans servers, so none
 * closes the way to a server that is well. Thread-safe.
 */
final class Circuit {

    /** Who opens again so soon after it closed has not been helped by waiting so long. */
    private static final Duration RELAPSE = Duration.ofSeconds(60);

    /** So many times the usual wait is the longest. */
    private static final int LONGEST_WAIT = 16;

    /** What a sync may do. */
    enum Permission {
        /** Follow the log: it is closed. */
        FOLLOW,
        /** Try whether it may be closed. */
        PROBE,
        /** Nothing yet. */
        WAIT
    }

    private final CircuitBreaker breaker;
    private final boolean enabled;
    private final Duration wait;
    private final CacheClock clock;
    private final RandomGenerator random;
    private final Runnable onOpened;
    private volatile @Nullable Throwable lastFailure;
    private volatile boolean open;

    // Within the lock.
    private long probeAt;
    private int factor = 1;
    private boolean everClosed;
    private long closedAt;
    private boolean probedInVain;

    /**
     * @param random thread-safe
     * @param onOpened called on the thread whose call was one too many
     */
    Circuit(String lane, CircuitSettings settings, CacheClock clock, RandomGenerator random, Runnable onOpened) {
        this.enabled = settings.enabled();
        this.wait = settings.waitDurationInOpenState();
        this.clock = clock;
        this.random = random;
        this.onOpened = onOpened;
        this.breaker = CircuitBreaker.of(
                "terrace-" + lane,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(settings.slidingWindowSize())
                        .minimumNumberOfCalls(settings.minimumNumberOfCalls())
                        .failureRateThreshold(settings.failureRateThreshold())
                        .build());
    }

    /** A call was answered, even if the answer was a refusal that says nothing about the next call. */
    void answered(long nanos) {
        if (enabled) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            look();
        }
    }

    /** A call was not answered, or by nothing that is of use. */
    void failed(long nanos, Throwable cause) {
        if (enabled) {
            lastFailure = cause;
            breaker.onError(nanos, TimeUnit.NANOSECONDS, cause);
            look();
        }
    }

    /** Whoever listens to the breaker makes it tell each call, with its date. */
    private void look() {
        if (!open && breaker.getState() == State.OPEN && opened()) {
            onOpened.run();
        }
    }

    /** Whether nobody has noticed before. */
    private synchronized boolean opened() {
        if (open || breaker.getState() != State.OPEN) {
            return false;
        }
        long now = clock.nanoTime();
        // One whose syncs succeed while its calls fail would come back, and be lost, all the time.
        boolean relapse = everClosed && !probedInVain && now - closedAt < RELAPSE.toNanos();
        factor = relapse ? Math.min(LONGEST_WAIT, factor * 2) : 1;
        probedInVain = false;
        // Instances that lost it together do not come back together.
        probeAt = now + (long) (wait.toNanos() * factor * random.nextDouble(0.5, 1.5));
        open = true;
        return true;
    }

    boolean isOpen() {
        return open;
    }

    /** What somebody is told who looks at it. */
    LaneStatus.CircuitState state() {
        return switch (permission()) {
            case FOLLOW -> LaneStatus.CircuitState.CLOSED;
            case PROBE -> LaneStatus.CircuitState.HALF_OPEN;
            case WAIT -> LaneStatus.CircuitState.OPEN;
        };
    }

    /** Asked before each sync. */
    synchronized Permission permission() {
        if (!open) {
            return Permission.FOLLOW;
        }
        return clock.nanoTime() - probeAt >= 0 ? Permission.PROBE : Permission.WAIT;
    }

    /** A sync that was to probe it is in step: callers may go on. */
    synchronized void close() {
        everClosed = true;
        closedAt = clock.nanoTime();
        breaker.transitionToClosedState();
        open = false;
    }

    /** A sync has found the server again that another one had lost: what failed in between says nothing of it. */
    synchronized void forget() {
        if (!open) {
            breaker.reset();
        }
    }

    /** A sync has failed: if it is open, another one is as good a time to try as any. */
    synchronized void failedToSync() {
        if (open) {
            probedInVain = true;
            probeAt = clock.nanoTime();
        }
    }

    /** Why it is open. */
    RemoteTierException reason() {
        CircuitBreaker.Metrics metrics = breaker.getMetrics();
        Throwable failed = lastFailure;
        Throwable last = failed == null ? null : StageFailure.causeOf(failed);
        String text = "%d of the last %d calls failed%s"
                .formatted(
                        metrics.getNumberOfFailedCalls(),
                        metrics.getNumberOfBufferedCalls(),
                        last == null ? "" : ", the last: " + said(last));
        return last instanceof RemoteTierException failure && failure.isAccessRefused()
                ? RemoteTierException.accessRefused(text)
                : new RemoteTierException(text);
    }

    private static String said(Throwable failure) {
        return failure instanceof RemoteTierException
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getName();
    }
}

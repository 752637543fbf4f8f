package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheConfigurationException;
import java.time.Duration;

/**
 * When a server that answers too seldom is not asked any more. The words are those of Resilience4j.
 *
 * @param enabled whether it ever is; a server that does not answer a sync counts as away in any case
 * @param failureRateThreshold the percentage of failed calls that is too many; a call that is not answered in time has failed
 * @param slidingWindowSize of so many last calls of a lane
 * @param minimumNumberOfCalls fewer say nothing
 * @param waitDurationInOpenState after so long, give or take a half, a sync may try it again; longer if that has been of no use
 */
public record CircuitSettings(
        boolean enabled,
        int failureRateThreshold,
        int slidingWindowSize,
        int minimumNumberOfCalls,
        Duration waitDurationInOpenState) {

    private static final int MAXIMUM_WINDOW = 10_000;
    private static final Duration LONGEST = Duration.ofHours(1);

    public CircuitSettings {
        requireWithin("failure-rate-threshold", failureRateThreshold, 100, "50");
        requireWithin("sliding-window-size", slidingWindowSize, MAXIMUM_WINDOW, "50");
        requireWithin("minimum-number-of-calls", minimumNumberOfCalls, slidingWindowSize, "10");
        if (waitDurationInOpenState.toMillis() < 1 || waitDurationInOpenState.compareTo(LONGEST) > 0) {
            throw new CacheConfigurationException(
                    "'degradation.circuit-breaker.wait-duration-in-open-state' (%s) must be at least 1ms and at most 1h"
                            .formatted(waitDurationInOpenState),
                    "1s is the default");
        }
    }

    private static void requireWithin(String property, int value, int most, String usual) {
        if (value < 1 || value > most) {
            throw new CacheConfigurationException(
                    "'degradation.circuit-breaker.%s' (%d) must be between 1 and %d".formatted(property, value, most),
                    usual + " is the default");
        }
    }

    /** Half of the last fifty calls, of ten at least; tried again after a second. */
    public static CircuitSettings defaults() {
        return new CircuitSettings(true, 50, 50, 10, Duration.ofSeconds(1));
    }
}

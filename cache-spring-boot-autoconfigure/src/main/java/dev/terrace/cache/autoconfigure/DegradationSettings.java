package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.coherence.CircuitSettings;
import dev.terrace.cache.coherence.CoherenceSettings;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What happens while Redis is away.
 *
 * @param onRedisDown What entries of this process are good for while Redis is away: serve-stale serves them for max-stale, strict not
 *     beyond coherence.max-staleness, local until their own life ends. What is loaded meanwhile is kept for coherence.max-staleness
 *     in any case.
 * @param maxStale How much longer entries of this process are served while Redis is away; by default 60s. Of serve-stale alone.
 * @param circuitBreaker When Redis is not asked any more because it answers too seldom.
 */
record DegradationSettings(
        @DefaultValue("serve-stale") OnRedisDown onRedisDown,
        @Nullable Duration maxStale,
        @DefaultValue CircuitBreaker circuitBreaker) {

    private static final Duration USUAL = Duration.ofSeconds(60);

    /** What entries of this process are good for while Redis is away. */
    enum OnRedisDown {
        SERVE_STALE,
        STRICT,
        LOCAL
    }

    /**
     * When Redis is not asked any more because it answers too seldom. The words are those of Resilience4j.
     *
     * @param enabled Whether failed calls of readers and writers count. If not, Redis is away when a sync fails twice.
     * @param failureRateThreshold The percentage of failed calls that is too many; a call that takes longer than redis.timeout has failed.
     * @param slidingWindowSize Of so many last calls.
     * @param minimumNumberOfCalls Fewer calls say nothing.
     * @param waitDurationInOpenState After so long, give or take a half, Redis is tried again; longer where that was of no use lately.
     */
    record CircuitBreaker(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("50") int failureRateThreshold,
            @DefaultValue("50") int slidingWindowSize,
            @DefaultValue("10") int minimumNumberOfCalls,
            @DefaultValue("1s") Duration waitDurationInOpenState) {

        CircuitSettings toSettings() {
            return new CircuitSettings(
                    enabled, failureRateThreshold, slidingWindowSize, minimumNumberOfCalls, waitDurationInOpenState);
        }
    }

    /** How much longer than ever entries are trusted while Redis is away. */
    Duration longestStale() {
        if (onRedisDown == OnRedisDown.SERVE_STALE) {
            return maxStale != null ? maxStale : USUAL;
        }
        if (maxStale != null) {
            throw new CacheConfigurationException(
                    "'degradation.max-stale' (%s) does not go together with 'degradation.on-redis-down' (%s)"
                            .formatted(maxStale, onRedisDown.name().toLowerCase(Locale.ROOT)),
                    "remove one of them: strict serves nothing longer, local everything to the end of its life");
        }
        return onRedisDown == OnRedisDown.STRICT ? Duration.ZERO : CoherenceSettings.LONGEST;
    }
}

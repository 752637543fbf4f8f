package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheConfigurationException;
import java.time.Duration;

/**
 * How closely this instance follows the others.
 *
 * @param syncInterval how often the logs are read (H in the protocol)
 * @param maxStaleness how long after its last sync an instance trusts its near entries (Δ)
 * @param maxStale how much longer it does while the remote tier is away (D); zero: not at all
 * @param pubSub whether the bus is used, which makes it fast; without it an invalidation takes a sync interval
 * @param selfCheck how often some near entries are held against the remote tier; zero: never
 * @param timeout how long one remote operation may take
 * @param circuit when a server that answers too seldom is not asked any more
 */
public record CoherenceSettings(
        Duration syncInterval,
        Duration maxStaleness,
        Duration maxStale,
        boolean pubSub,
        Duration selfCheck,
        Duration timeout,
        CircuitSettings circuit) {

    /** For near entries that are served while the remote tier is away until their own life ends. */
    public static final Duration LONGEST = Duration.ofDays(365);

    public CoherenceSettings {
        if (syncInterval.toMillis() < 1) {
            throw new CacheConfigurationException(
                    "'coherence.sync-interval' (%s) must be at least 1ms".formatted(syncInterval), "1s is the default");
        }
        Duration least = syncInterval.multipliedBy(2).plus(timeout);
        if (maxStaleness.compareTo(least) < 0) {
            throw new CacheConfigurationException(
                    "'coherence.max-staleness' (%s) must be at least twice 'coherence.sync-interval' (%s) plus 'redis.timeout' (%s)"
                            .formatted(maxStaleness, syncInterval, timeout),
                    "raise it to %s or sync more often".formatted(least));
        }
        if (maxStaleness.compareTo(LONGEST) > 0 || maxStale.compareTo(LONGEST) > 0) {
            throw new CacheConfigurationException(
                    "'coherence.max-staleness' (%s) and 'degradation.max-stale' (%s) may be 365d at most"
                            .formatted(maxStaleness, maxStale),
                    "lower them; 5s and 60s are the defaults");
        }
        if (selfCheck.isNegative()) {
            throw new CacheConfigurationException(
                    "'coherence.self-check' (%s) must not be negative".formatted(selfCheck), "0s switches it off");
        }
        if (maxStale.isNegative()) {
            throw new CacheConfigurationException(
                    "'degradation.max-stale' (%s) must not be negative".formatted(maxStale),
                    "0s serves nothing from the near tier while Redis is away");
        }
    }

    /** With the usual circuit. */
    public CoherenceSettings(
            Duration syncInterval,
            Duration maxStaleness,
            Duration maxStale,
            boolean pubSub,
            Duration selfCheck,
            Duration timeout) {
        this(syncInterval, maxStaleness, maxStale, pubSub, selfCheck, timeout, CircuitSettings.defaults());
    }

    /** So many near entries are held against the remote tier each time. */
    static final int SELF_CHECK_SAMPLES = 20;

    /** A second between syncs, five of trust, sixty more while the remote tier is away. */
    public static CoherenceSettings defaults() {
        return new CoherenceSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                true,
                Duration.ofSeconds(10),
                Duration.ofMillis(300));
    }

    /** The same without the bus. */
    public CoherenceSettings withoutPubSub() {
        return new CoherenceSettings(syncInterval, maxStaleness, maxStale, false, selfCheck, timeout, circuit);
    }
}

package dev.terrace.cache;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one cache keeps its entries: immutable, validated when it is made.
 *
 * @param tiers the tiers in the order in which a read asks them; not empty, no tier twice
 * @param timeToLive the life of an entry; null for an entry that never expires
 * @param jitter the share of the time-to-live, in [0, 1), by which an entry's life is shortened at random, so that entries
 *     written together do not expire together
 * @param nullValues whether and for how long "there is no value" is kept
 * @param near the bounds of the near tier
 * @param loader how long a load may keep others from loading the same key
 * @param codec the name of the codec of the remote tier
 * @param coherent whether a cache of the near tier alone hears of the invalidations of other instances; one with a remote tier
 *     always does
 */
public record CachePolicy(
        List<Tier> tiers,
        @Nullable Duration timeToLive,
        double jitter,
        NullValues nullValues,
        Near near,
        Loader loader,
        String codec,
        boolean coherent) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Set<Tier> AVAILABLE = Set.of(Tier.NEAR, Tier.REMOTE);

    public CachePolicy {
        tiers = List.copyOf(tiers);
        if (tiers.isEmpty()) {
            throw new CacheConfigurationException("'tiers' is empty", "name at least one tier: near, remote");
        }
        if (Set.copyOf(tiers).size() < tiers.size()) {
            throw new CacheConfigurationException(
                    "'tiers' %s names a tier twice".formatted(names(tiers)), "name each tier once");
        }
        for (Tier tier : tiers) {
            if (!AVAILABLE.contains(tier)) {
                throw new CacheConfigurationException(
                        "'tiers' %s names '%s', which this version does not have yet"
                                .formatted(names(tiers), tier.configuredName()),
                        "use near and remote");
            }
        }
        if (tiers.equals(List.of(Tier.REMOTE, Tier.NEAR))) {
            throw new CacheConfigurationException(
                    "'tiers' %s asks the remote tier before the near one".formatted(names(tiers)),
                    "write [near, remote]");
        }
        requirePositive("time-to-live", timeToLive);
        if (!(jitter >= 0 && jitter < 1)) {
            throw new CacheConfigurationException(
                    "'jitter' (%s) must be at least 0 and less than 1".formatted(jitter),
                    "0.1 shortens each life by up to a tenth");
        }
        if (near.maximumWeight() != null && !tiers.contains(Tier.REMOTE)) {
            throw new CacheConfigurationException(
                    "'near.maximum-weight' (%d bytes) weighs encoded values, and a cache of the near tier alone encodes none"
                            .formatted(near.maximumWeight()),
                    "set 'near.maximum-size' instead, or add the remote tier");
        }
    }

    /** What a cache has for which nothing is configured: near and remote, ten minutes. */
    public static CachePolicy defaults() {
        return new CachePolicy(
                List.of(Tier.NEAR, Tier.REMOTE),
                Duration.ofMinutes(10),
                0.1,
                new NullValues(true, null),
                new Near(10_000, null, null),
                new Loader(Duration.ofSeconds(10)),
                "json",
                false);
    }

    public boolean has(Tier tier) {
        return tiers.contains(tier);
    }

    /** The same policy over these tiers only. */
    public CachePolicy withTiers(List<Tier> other) {
        boolean encodes = other.contains(Tier.REMOTE);
        Near bounds = encodes ? near : new Near(near.maximumSize(), null, near.timeToLive());
        return new CachePolicy(other, timeToLive, jitter, nullValues, bounds, loader, codec, coherent);
    }

    /**
     * Whether null is kept.
     *
     * @param enabled false: a null is neither kept nor accepted by put
     * @param timeToLive the life of a null; null for that of any other value
     */
    public record NullValues(boolean enabled, @Nullable Duration timeToLive) {
        public NullValues {
            requirePositive("null-values.time-to-live", timeToLive);
        }
    }

    /**
     * The bounds of the near tier of one cache in one process.
     *
     * @param maximumSize entries, at least 1
     * @param maximumWeight encoded bytes of all values together; null for no bound by weight
     * @param timeToLive the longest time an entry is served near before the remote tier is asked again; null for the life
     *     of the entry
     */
    public record Near(
            long maximumSize,
            @Nullable Long maximumWeight,
            @Nullable Duration timeToLive) {
        public Near {
            if (maximumSize < 1) {
                throw new CacheConfigurationException(
                        "'near.maximum-size' (%d) must be at least 1".formatted(maximumSize),
                        "leave the near tier out with 'tiers: [remote]' to keep nothing in the process");
            }
            if (maximumWeight != null && maximumWeight < maximumSize) {
                throw new CacheConfigurationException(
                        "'near.maximum-weight' (%d bytes) leaves less than a byte for each of 'near.maximum-size' (%d) entries"
                                .formatted(maximumWeight, maximumSize),
                        "raise the weight or lower the size");
            }
            requirePositive("near.time-to-live", timeToLive);
        }
    }

    /**
     * How a load is guarded.
     *
     * @param lease how long a load keeps the other instances from loading the same key
     */
    public record Loader(Duration lease) {
        public Loader {
            requirePositive("loader.lease", lease);
        }
    }

    private static void requirePositive(String property, @Nullable Duration duration) {
        if (duration == null) {
            return;
        }
        if (duration.isZero() || duration.isNegative()) {
            throw new CacheConfigurationException(
                    "'%s' (%s) must be positive".formatted(property, duration),
                    "write a duration such as 10m, or leave it out");
        }
        if (!isPossible(duration)) {
            throw new CacheConfigurationException(
                    "'%s' (%s) must be at least 1ms and at most 36500d".formatted(property, duration),
                    "write a duration such as 10m, or leave it out");
        }
    }

    /** Whether this is at least a millisecond, which is what servers count in, and at most a century. */
    static boolean isPossible(Duration duration) {
        return duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0;
    }

    private static List<String> names(List<Tier> tiers) {
        return tiers.stream().map(Tier::configuredName).toList();
    }
}

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
 * @param timeToIdle after so long without a read an entry is gone, before its life has ended; null for never
 * @param adaptive how the life of a value follows what its reloads bring; null for not at all
 * @param jitter the share of the time-to-live, in [0, 1), by which an entry's life is shortened at random, so that entries
 *     written together do not expire together
 * @param stale how long a value is served past its time-to-live
 * @param refreshAhead whether a value is loaded anew before its time-to-live ends
 * @param refresh whether loads may run on threads of the cache
 * @param nullValues whether and for how long "there is no value" is kept
 * @param near the bounds of the near tier
 * @param loader how loads are guarded
 * @param storage how values lie in the remote tier
 * @param priority what happens to an entry when the near tier is full, unless the entry says otherwise
 * @param coherent whether a cache of the near tier alone hears of the invalidations of other instances; one with a remote tier
 *     always does
 */
public record CachePolicy(
        List<Tier> tiers,
        @Nullable Duration timeToLive,
        @Nullable Duration timeToIdle,
        @Nullable Adaptive adaptive,
        double jitter,
        Stale stale,
        RefreshAhead refreshAhead,
        Refresh refresh,
        NullValues nullValues,
        Near near,
        Loader loader,
        Storage storage,
        Priority priority,
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
        requireIdle(timeToIdle, timeToLive);
        if (adaptive != null && (timeToLive == null || !adaptive.covers(timeToLive))) {
            throw new CacheConfigurationException(
                    "'time-to-live' (%s) must lie within 'adaptive.minimum' (%s) and 'adaptive.maximum' (%s)"
                            .formatted(timeToLive, adaptive.minimum(), adaptive.maximum()),
                    "it is the life that a value begins with");
        }
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
                null,
                null,
                0.1,
                Stale.NEVER,
                RefreshAhead.NEVER,
                Refresh.BACKGROUND,
                new NullValues(true, null),
                new Near(10_000, null, null, Copy.NONE),
                Loader.leasing(Duration.ofSeconds(10)),
                Storage.defaults(),
                Priority.NORMAL,
                false);
    }

    public boolean has(Tier tier) {
        return tiers.contains(tier);
    }

    /** The same policy over these tiers only. */
    public CachePolicy withTiers(List<Tier> other) {
        boolean encodes = other.contains(Tier.REMOTE);
        Near bounds = encodes ? near : new Near(near.maximumSize(), null, near.timeToLive(), near.copy());
        return with(other, timeToLive, bounds, storage, coherent);
    }

    /** The same policy with this time-to-live; null for none. */
    public CachePolicy withTimeToLive(@Nullable Duration other) {
        return with(tiers, other, near, storage, coherent);
    }

    /** The same policy with these bounds of the near tier. */
    public CachePolicy withNear(Near other) {
        return with(tiers, timeToLive, other, storage, coherent);
    }

    /** The same policy with values stored so. */
    public CachePolicy withStorage(Storage other) {
        return with(tiers, timeToLive, near, other, coherent);
    }

    /** The same policy, coherent or not where no tier is shared. */
    public CachePolicy withCoherent(boolean other) {
        return with(tiers, timeToLive, near, storage, other);
    }

    private CachePolicy with(
            List<Tier> otherTiers,
            @Nullable Duration otherTimeToLive,
            Near otherNear,
            Storage otherStorage,
            boolean otherCoherent) {
        return new CachePolicy(
                otherTiers,
                otherTimeToLive,
                timeToIdle,
                adaptive,
                jitter,
                stale,
                refreshAhead,
                refresh,
                nullValues,
                otherNear,
                loader,
                otherStorage,
                priority,
                otherCoherent);
    }

    /** How long an entry is kept at most: its time-to-live and the time it may be served after that; null for ever. */
    public @Nullable Duration longestLife() {
        return timeToLive == null ? null : timeToLive.plus(stale.longest());
    }

    /** Whether a load may outlive the call that asked for it. */
    public boolean loadsInBackground() {
        return refresh == Refresh.BACKGROUND;
    }

    /** Whether the load of a blocking caller may run on another thread than his. */
    public boolean leavesCallers() {
        return loadsInBackground()
                && (!stale.whileRevalidate().isZero()
                        || refreshAhead.mode() != RefreshAhead.Mode.NONE
                        || loader.softTimeout() != null
                        || loader.hardTimeout() != null);
    }

    /**
     * How the life of a value follows what its reloads bring: it doubles when the value came back as it was, by {@code equals}, and is a
     * quarter when it was another one. For that a value is kept, but not served, for as long again as it lived. It pays where
     * changes come in bursts; where they come at a constant rate a fixed life is as good.
     *
     * @param minimum the shortest life
     * @param maximum the longest life
     */
    public record Adaptive(Duration minimum, Duration maximum) {
        public Adaptive {
            requirePositive("adaptive.minimum", minimum);
            requirePositive("adaptive.maximum", maximum);
            if (minimum.compareTo(maximum) >= 0) {
                throw new CacheConfigurationException(
                        "'adaptive.minimum' (%s) must be shorter than 'adaptive.maximum' (%s)"
                                .formatted(minimum, maximum),
                        "lower it, or remove both for a life that never changes");
            }
        }

        boolean covers(Duration life) {
            return life.compareTo(minimum) >= 0 && life.compareTo(maximum) <= 0;
        }
    }

    /**
     * How values lie in the remote tier.
     *
     * @param codec the name of the codec
     * @param compression whether and how their bytes are made fewer
     * @param encrypted whether they are unreadable to whoever has no key
     * @param maximumPayload encoded bytes before compression, at least 1; a larger value is served, but not stored
     * @param maximumKeyLength characters of the text of a key, at least 1; nothing is stored under a longer one
     * @param replicas how many replicas a write waits for; 0 for none
     */
    public record Storage(
            String codec,
            Compressing compression,
            boolean encrypted,
            int maximumPayload,
            int maximumKeyLength,
            int replicas) {

        private static final int MEGABYTE = 1 << 20;

        public Storage {
            if (maximumPayload < 1) {
                throw new CacheConfigurationException(
                        "'maximum-payload' (%d bytes) must be at least 1 byte".formatted(maximumPayload),
                        "write a size such as 8MB");
            }
            if (maximumKeyLength < 1) {
                throw new CacheConfigurationException(
                        "'maximum-key-length' (%d) must be at least 1".formatted(maximumKeyLength),
                        "write the greatest number of characters, such as 4096");
            }
            if (replicas < 0) {
                throw new CacheConfigurationException(
                        "'replicas' (%d) must not be negative".formatted(replicas),
                        "write how many replicas a write waits for, or 0 for none");
            }
        }

        /** JSON as it is, 8 MB at most, under keys of 4,096 characters. */
        public static Storage defaults() {
            return new Storage("json", Compressing.NONE, false, 8 * MEGABYTE, 4_096, 0);
        }

        /** The same, with bytes made fewer so. */
        public Storage withCompression(Compressing other) {
            return new Storage(codec, other, encrypted, maximumPayload, maximumKeyLength, replicas);
        }

        /** The same, encrypted or not. */
        public Storage withEncrypted(boolean other) {
            return new Storage(codec, compression, other, maximumPayload, maximumKeyLength, replicas);
        }
    }

    /**
     * Whether and how the bytes of values are made fewer.
     *
     * @param algorithm the name of the algorithm: none, lz4, zstd, gzip or adaptive
     * @param threshold fewer bytes than this are left as they are
     */
    public record Compressing(String algorithm, int threshold) {

        /** Not at all. */
        public static final Compressing NONE = new Compressing("none", 1_024);

        public Compressing {
            if (threshold < 0) {
                throw new CacheConfigurationException(
                        "'compression.threshold' (%d bytes) must not be negative".formatted(threshold),
                        "write a size such as 1KB");
            }
        }
    }

    /** Whether callers get the object of the near tier itself. */
    public enum Copy {
        /** They do: what one of them changes, all others see. For values that nobody changes. */
        NONE,
        /**
         * Each gets a copy of his own, unless the value is of a type that cannot be changed. What is not stored is shared by those who
         * waited for it together.
         */
        ON_READ
    }

    /**
     * How long a value is served past its time-to-live. It is kept for the longer of the two.
     *
     * @param whileRevalidate how long it is served at once, while one instance of the cluster loads it anew; zero for not at all
     * @param ifError how long it is served if the loader fails, takes too long or is refused; zero for not at all
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5861">RFC 5861</a>, from which the words are
     */
    public record Stale(Duration whileRevalidate, Duration ifError) {

        /** Not at all. */
        public static final Stale NEVER = new Stale(Duration.ZERO, Duration.ZERO);

        public Stale {
            requireWindow("stale-while-revalidate", whileRevalidate);
            requireWindow("stale-if-error", ifError);
        }

        /** How long it is kept past its time-to-live. */
        public Duration longest() {
            return whileRevalidate.compareTo(ifError) > 0 ? whileRevalidate : ifError;
        }
    }

    /**
     * Whether a value that is read is loaded anew before its time-to-live ends.
     *
     * @param mode when
     * @param threshold of {@link Mode#THRESHOLD}: the share of its life, between 0 and 1, after which a read refreshes it
     */
    public record RefreshAhead(Mode mode, double threshold) {

        /** Never. */
        public static final RefreshAhead NEVER = new RefreshAhead(Mode.NONE, 0.8);

        /** When a value is refreshed before its life ends. */
        public enum Mode {
            /** Not at all. */
            NONE,
            /** By the first read after a share of its life. */
            THRESHOLD,
            /**
             * By a read chosen at random, the more likely the nearer the end and the longer its load took.
             *
             * @see <a href="https://doi.org/10.14778/2757807.2757813">Vattani, Chierichetti, Lowenstein: Optimal Probabilistic
             *     Cache Stampede Prevention (VLDB 2015)</a>, XFetch with β = 1
             */
            PROBABILISTIC
        }

        public RefreshAhead {
            if (!(threshold > 0 && threshold < 1)) {
                throw new CacheConfigurationException(
                        "'refresh-ahead.threshold' (%s) must be greater than 0 and less than 1".formatted(threshold),
                        "0.8 refreshes a value that is read in the last fifth of its life");
            }
        }
    }

    /** Whether loads may run on threads of the cache, under a snapshot of their caller's context. */
    public enum Refresh {
        /** They may: while a stale value is served, before a life ends, and when a timeout is set. */
        BACKGROUND,
        /** They run on their caller's thread alone: nothing is refreshed and no timeout ends a load. */
        NONE
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
     * @param copy whether callers get the object itself
     */
    public record Near(
            long maximumSize,
            @Nullable Long maximumWeight,
            @Nullable Duration timeToLive,
            Copy copy) {
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
     * How loads are guarded.
     *
     * @param lease how long a load keeps the other instances from loading the same key, unless it is renewed, as it is while
     *     the loader runs and is not {@linkplain #patience hung}
     * @param softTimeout after so long a caller gets a stale value, if there is one that {@code stale-if-error} allows, and the
     *     load goes on; null to wait for the load
     * @param hardTimeout after so long a caller gets a {@link LoadTimeoutException}; null to wait for the load
     * @param throttle after a failed load a stale value is served for so long before the loader is tried again
     * @param maxConcurrent how many loads of the cache run at once in this process, of those that are {@code bounded}
     * @param bounded which loads that is
     */
    public record Loader(
            Duration lease,
            @Nullable Duration softTimeout,
            @Nullable Duration hardTimeout,
            Duration throttle,
            int maxConcurrent,
            Bounded bounded) {

        private static final int LEASES_OF_PATIENCE = 3;

        /** Which loads {@code max-concurrent} bounds. */
        public enum Bounded {
            /**
             * Those on threads of the cache; and, while the remote tier is away, those of callers: who can be served a stale value
             * is, and the others take turns.
             */
            BACKGROUND,
            /** Every load: a caller beyond the bound gets a stale value or a {@link LoadRefusedException}. */
            ALL
        }

        public Loader {
            requirePositive("loader.lease", lease);
            requirePositive("loader.soft-timeout", softTimeout);
            requirePositive("loader.hard-timeout", hardTimeout);
            requirePositive("loader.throttle", throttle);
            if (softTimeout != null && hardTimeout != null && softTimeout.compareTo(hardTimeout) >= 0) {
                throw new CacheConfigurationException(
                        "'loader.soft-timeout' (%s) must be shorter than 'loader.hard-timeout' (%s)"
                                .formatted(softTimeout, hardTimeout),
                        "lower it or remove it");
            }
            if (maxConcurrent < 1) {
                throw new CacheConfigurationException(
                        "'loader.max-concurrent' (%d) must be at least 1".formatted(maxConcurrent),
                        "write 'refresh: none' to keep loads out of the background");
            }
        }

        /** No timeouts, 64 loads in the background, a throttle of 5 seconds. */
        public static Loader leasing(Duration lease) {
            return new Loader(lease, null, null, Duration.ofSeconds(5), 64, Bounded.BACKGROUND);
        }

        /** After so long a load counts as hung: nobody waits for it any more, and its lease lapses. */
        public Duration patience() {
            if (hardTimeout == null) {
                return lease.multipliedBy(LEASES_OF_PATIENCE);
            }
            return hardTimeout.compareTo(lease) > 0 ? hardTimeout : lease;
        }
    }

    private static void requireWindow(String property, Duration window) {
        if (!window.isZero()) {
            requirePositive(property, window);
        }
    }

    private static void requireIdle(@Nullable Duration idle, @Nullable Duration life) {
        requirePositive("time-to-idle", idle);
        if (idle != null && life != null && idle.compareTo(life) >= 0) {
            throw new CacheConfigurationException(
                    "'time-to-idle' (%s) must be shorter than 'time-to-live' (%s)".formatted(idle, life),
                    "raise the life, write none for it, or remove 'time-to-idle'");
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

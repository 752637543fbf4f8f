package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Priority;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is said of one cache, one policy or the defaults; whatever is null is inherited.
 *
 * <p>{@code refresh} comes before {@code refreshAhead}: the processor of the metadata takes the text of the first that begins so.
 *
 * @param policy The policy that is asked for what is not set here.
 * @param tiers The tiers in the order in which a read asks them: near, remote.
 * @param timeToLive The life of an entry, such as 10m, or none.
 * @param timeToIdle After so long without a read an entry is gone, even before its life has ended; none for never.
 * @param adaptive How the life of a value follows what its reloads bring.
 * @param jitter The share, from 0 to below 1, by which the life of an entry is shortened at random.
 * @param staleWhileRevalidate How long past its life an entry is served at once, while one instance loads it anew in the
 *     background; 0s or none for not at all.
 * @param staleIfError How long past its life an entry is served if its load fails, takes too long or is refused; 0s or none for
 *     not at all.
 * @param refresh Whether loads may run on threads of the cache, with their caller's context. With none they run on their caller's
 *     thread alone: nothing is refreshed and no timeout ends a load, whatever else is set.
 * @param refreshAhead When a value is loaded anew before its life ends.
 * @param nullValues Whether and for how long "there is no value" is kept.
 * @param near The bounds of the near tier.
 * @param loader How loads are guarded.
 * @param codec The codec of the remote tier.
 * @param compression Whether and how values are made smaller for Redis.
 * @param encryption Whether values are encrypted for Redis. Without a key a cache that asks for it keeps its entries in this process
 *     alone.
 * @param maximumPayload The greatest size of a value as it is encoded for Redis, before compression. A larger one is served, but not
 *     stored.
 * @param maximumKeyLength The greatest length of the text of a key, in characters. Nothing is stored under a longer one.
 * @param replicas How many replicas of Redis a write waits for; 0 for none.
 * @param priority What happens to an entry when the near tier is full.
 * @param coherent Whether a cache of the near tier alone hears of the evictions of other instances.
 */
record CacheSettings(
        @Nullable String policy,
        @Nullable List<String> tiers,
        @Nullable String timeToLive,
        @Nullable String timeToIdle,
        @DefaultValue Adaptive adaptive,
        @Nullable Double jitter,
        @Nullable String staleWhileRevalidate,
        @Nullable String staleIfError,
        CachePolicy.@Nullable Refresh refresh,
        @DefaultValue RefreshAhead refreshAhead,
        @DefaultValue NullValues nullValues,
        @DefaultValue Near near,
        @DefaultValue Loader loader,
        @Nullable String codec,
        @DefaultValue Compressing compression,
        @Nullable Boolean encryption,
        @Nullable DataSize maximumPayload,
        @Nullable Integer maximumKeyLength,
        @Nullable Integer replicas,
        @Nullable Priority priority,
        @Nullable Boolean coherent) {

    /** Nothing is said. */
    static final CacheSettings NONE = new CacheSettings(
            null,
            null,
            null,
            null,
            Adaptive.UNSAID,
            null,
            null,
            null,
            null,
            new RefreshAhead(null, null),
            new NullValues(null, null),
            new Near(null, null, null, null, null),
            new Loader(null, null, null, null, null, null),
            null,
            Compressing.UNSAID,
            null,
            null,
            null,
            null,
            null,
            null);

    /**
     * How the life of a value follows what its reloads bring.
     *
     * @param enabled Whether the life of a value doubles when a reload brings it back unchanged, and is a quarter when it changed. By default
     *     it does once both bounds are set.
     * @param minimum The shortest life of a value.
     * @param maximum The longest life of a value.
     */
    record Adaptive(
            @Nullable Boolean enabled,
            @Nullable Duration minimum,
            @Nullable Duration maximum) {

        static final Adaptive UNSAID = new Adaptive(null, null, null);
    }

    /**
     * Whether and how values are made smaller for Redis.
     *
     * @param algorithm How values are made smaller for Redis: none, lz4, zstd, gzip, or adaptive for what has gained most of late.
     *     Written as compression, it is the same.
     * @param threshold Values of fewer bytes are left as they are.
     */
    record Compressing(@Nullable String algorithm, @Nullable DataSize threshold) {

        static final Compressing UNSAID = new Compressing(null, null);
    }

    /**
     * When a value is loaded anew before its life ends.
     *
     * @param mode When a read loads an entry anew, in the background, before its life ends: none for never, threshold for after a
     *     share of its life, probabilistic for at random, the likelier the nearer the end and the longer its load took.
     * @param threshold The share of its life, above 0 and below 1, after which a read does so in the mode threshold.
     */
    record RefreshAhead(
            CachePolicy.RefreshAhead.@Nullable Mode mode,
            @Nullable Double threshold) {}

    /**
     * Whether null is kept.
     *
     * @param enabled Whether null is kept; if not, a put of null is refused.
     * @param timeToLive The life of a null; by default that of any other value.
     */
    record NullValues(@Nullable Boolean enabled, @Nullable Duration timeToLive) {}

    /**
     * The bounds of the near tier.
     *
     * @param maximumSize The greatest number of entries in this process.
     * @param maximumWeight The greatest size of all values in this process together, as they are encoded for Redis.
     * @param profile A weight by name: small for 64MB, medium for 256MB, large for 512MB, in which an entry counts as 1KB at least. A
     *     maximum weight that is set beside it wins, and so does a maximum size over the number of entries that follows.
     * @param timeToLive The longest time an entry is served from this process before Redis is asked again.
     * @param copy Whether callers get an object of their own: none for the one that all share, on-read for a copy each, unless its
     *     type cannot be changed.
     */
    record Near(
            @Nullable Long maximumSize,
            @Nullable DataSize maximumWeight,
            @Nullable NearProfile profile,
            @Nullable Duration timeToLive,
            CachePolicy.@Nullable Copy copy) {}

    /**
     * How loads are guarded.
     *
     * @param lease How long the other instances leave a key to the one that loads it. It is renewed while the load runs, until the
     *     hard timeout or, without one, for three leases; after that the load counts as hung.
     * @param softTimeout After how long a caller gets a stale value, if stale-if-error allows one, and the load goes on in the
     *     background; none for never.
     * @param hardTimeout After how long a caller gets a stale value, if stale-if-error allows one, else a LoadTimeoutException, and
     *     the load goes on in the background; none for never.
     * @param throttle How long a stale value is served after a failed load before the load is tried again.
     * @param maxConcurrent How many loads of one cache may run at once in this process, of those that are bounded.
     * @param bounded Which loads that is: background for those on threads of the cache and, while Redis is away, those of callers
     *     who can be served a stale value instead; all for every load, so that a caller beyond it gets a stale value or a
     *     LoadRefusedException.
     */
    record Loader(
            @Nullable Duration lease,
            @Nullable String softTimeout,
            @Nullable String hardTimeout,
            @Nullable Duration throttle,
            @Nullable Integer maxConcurrent,
            CachePolicy.Loader.@Nullable Bounded bounded) {}
}

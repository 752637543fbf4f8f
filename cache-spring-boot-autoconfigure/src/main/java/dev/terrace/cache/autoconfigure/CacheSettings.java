package dev.terrace.cache.autoconfigure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is said of one cache, one policy or the defaults; whatever is null is inherited.
 *
 * @param policy The policy that is asked for what is not set here.
 * @param tiers The tiers in the order in which a read asks them: near, remote.
 * @param timeToLive The life of an entry, such as 10m, or none.
 * @param jitter The share, from 0 to below 1, by which the life of an entry is shortened at random.
 * @param nullValues Whether and for how long "there is no value" is kept.
 * @param near The bounds of the near tier.
 * @param loader How loads are guarded.
 * @param codec The codec of the remote tier.
 * @param coherent Whether a cache of the near tier alone hears of the evictions of other instances.
 */
record CacheSettings(
        @Nullable String policy,
        @Nullable List<String> tiers,
        @Nullable String timeToLive,
        @Nullable Double jitter,
        @DefaultValue NullValues nullValues,
        @DefaultValue Near near,
        @DefaultValue Loader loader,
        @Nullable String codec,
        @Nullable Boolean coherent) {

    /** Nothing is said. */
    static final CacheSettings NONE = new CacheSettings(
            null,
            null,
            null,
            null,
            new NullValues(null, null),
            new Near(null, null, null),
            new Loader(null),
            null,
            null);

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
     * @param timeToLive The longest time an entry is served from this process before Redis is asked again.
     */
    record Near(
            @Nullable Long maximumSize,
            @Nullable DataSize maximumWeight,
            @Nullable Duration timeToLive) {}

    /**
     * How loads are guarded.
     *
     * @param lease How long a load may keep the other instances from loading the same key.
     */
    record Loader(@Nullable Duration lease) {}
}

package dev.terrace.cache;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache of several tiers, coherent over all instances of a namespace.
 *
 * <p>No trouble with a tier reaches a caller: what a tier cannot give is loaded, what it cannot take is not stored, and both
 * are counted. Exceptions come from loaders, from keys without a stable text ({@link UnsupportedKeyException}) and from
 * arguments that may never be used. Thread-safe.
 */
public interface TieredCache {

    /** The name, unique in a namespace. */
    String name();

    /** How entries are kept. */
    CachePolicy policy();

    /**
     * What the tiers hold for a key. Blocks for one remote operation at most; loads nothing and keeps nobody from loading.
     *
     * @return null if no tier holds a value
     */
    @Nullable
    CachedValue<Object> lookup(Object key, EntryDescription entry);

    /** As {@link #lookup}, without blocking. The stage completes on a thread of the cache, and never exceptionally. */
    CompletionStage<@Nullable CachedValue<Object>> lookupAsync(Object key, EntryDescription entry);

    /**
     * What the tiers hold for a key, else what the loader returns, which is then stored. Of all callers in this process that
     * want one key at the same time, one loads, on its own thread, and the others wait for it; over instances a lease does
     * the same. A loader may fetch other keys, even in a circle: then it loads for itself.
     *
     * @throws Exception what the loader threw, to every caller that waited for it
     */
    <V> CachedValue<V> fetch(Object key, ValueLoader<V> loader, EntryDescription entry) throws Exception;

    /**
     * As {@link #fetch}, without blocking. Callers of both forms share a load.
     *
     * @param loader called at most once, on the caller's thread or on one of the cache
     * @return completes exceptionally with what the loader's stage completed with; cancelling it concerns this caller only
     */
    <V> CompletionStage<CachedValue<V>> fetchAsync(
            Object key, Supplier<? extends CompletionStage<V>> loader, EntryDescription entry);

    /**
     * Stores a value in every tier and makes every other instance forget the old one. The last of several writers wins; to
     * follow a database, evict after the commit instead.
     *
     * @return completes, never exceptionally, when the remote tier has acknowledged it, or with the local effect only if it
     *     cannot be reached
     */
    CompletionStage<Void> put(Object key, @Nullable Object value, EntryDescription entry);

    /**
     * Stores a value unless there is one, atomically over all instances while the remote tier can be reached.
     *
     * @return the value that was there, or null if this one is stored now
     */
    @Nullable
    CachedValue<Object> putIfAbsent(Object key, @Nullable Object value, EntryDescription entry);

    /**
     * Makes every instance forget a key. From the moment this returns, no read of this instance gets the old value; from the
     * moment the stage completes, the guarantee for the other instances begins.
     *
     * @return completes, never exceptionally, with whether the key was known to have a value
     */
    CompletionStage<Boolean> evict(Object key);

    /**
     * Makes every instance forget all entries, in time that does not depend on their number.
     *
     * @return as for {@link #evict}
     */
    CompletionStage<Boolean> clear();

    /**
     * Makes every instance forget the entries whose keys match, without waiting until the remote tier has removed them: until then
     * each instance holds what it reads against the pattern.
     *
     * @param glob {@code *} for any number of characters, {@code ?} for one, {@code \\} before one that is meant as such; held
     *     against keys as in {@link dev.terrace.cache.tier.KeyPattern}
     * @return as for {@link #evict}; fails with a {@link TooManyPatternsException} if too many are at work
     * @throws IllegalArgumentException if the pattern matches every key, is empty or too long
     */
    CompletionStage<Boolean> evictByPattern(String glob);

    /** Counts of this process. */
    CacheStatistics statistics();
}

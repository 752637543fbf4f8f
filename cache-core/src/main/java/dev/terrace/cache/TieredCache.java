package dev.terrace.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
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
     * <p>Past its time-to-live a value may still be served, as {@link CachePolicy.Stale} says: at once while it is loaded anew in the
     * background, or if loading it fails or takes too long. What was invalidated is never served.
     *
     * @throws Exception what the loader threw, to every caller that waited for it
     * @throws LoadTimeoutException if a hard timeout is set and passed
     * @throws LoadRefusedException if every load is bounded, too many are under way
     */
    <V> CachedValue<V> fetch(Object key, ValueLoader<V> loader, EntryDescription entry) throws Exception;

    /**
     * As {@link #fetch(Object, ValueLoader, EntryDescription)}, with a loader that sees what the cache still has and says how its
     * result is kept. It is given something if a value is refreshed or loaded anew while the old one is kept to be served stale.
     *
     * @throws Exception what the loader threw, to every caller that waited for it
     */
    <V> CachedValue<V> fetch(Object key, ConditionalLoader<V> loader, EntryDescription entry) throws Exception;

    /**
     * As {@link #fetch(Object, ValueLoader, EntryDescription)}, without blocking. Callers of both forms share a load.
     *
     * @param loader called at most once, on the caller's thread or on one of the cache
     * @return completes exceptionally with what the loader's stage completed with; cancelling it concerns this caller only
     */
    <V> CompletionStage<CachedValue<V>> fetchAsync(
            Object key, Supplier<? extends CompletionStage<V>> loader, EntryDescription entry);

    /**
     * What the tiers hold for several keys: one call of the remote tier for each of its lanes, or a few. Loads nothing.
     *
     * @return in the order of the keys, without those that no tier holds a value for; cannot be changed
     * @throws IllegalArgumentException if a key is null
     */
    <K> Map<K, CachedValue<Object>> lookupAll(Collection<? extends K> keys, EntryDescription entry);

    /** As {@link #lookupAll}, without blocking. The stage completes on a thread of the cache, and never exceptionally. */
    <K> CompletionStage<Map<K, CachedValue<Object>>> lookupAllAsync(
            Collection<? extends K> keys, EntryDescription entry);

    /**
     * As {@link #fetch(Object, ValueLoader, EntryDescription)}, for several keys: with one call of the remote tier for each of its
     * lanes, or a few, and one of the loader, for the keys that no tier holds and nobody else loads at the moment. Others' loads are
     * waited for, once this caller's own is over. A key that another instance gives up is loaded by one more call.
     *
     * <p>If the loader fails, its keys are served stale where that is allowed; if there is one that cannot be, the call
     * fails.
     *
     * @return in the order of the keys, each of which is there; cannot be changed
     * @throws IllegalArgumentException if a key is null
     * @throws Exception what the loader threw, to every caller that waited for one of its keys
     */
    <K, V> Map<K, CachedValue<V>> fetchAll(
            Collection<? extends K> keys, BulkLoader<K, V> loader, EntryDescription entry) throws Exception;

    /**
     * As {@link #fetchAll}, without blocking. Callers of all forms share loads.
     *
     * @param loader as a {@link BulkLoader}, called on the caller's thread or on one of the cache
     * @return completes exceptionally with what the loader's stage completed with; cancelling it concerns this caller only
     */
    <K, V> CompletionStage<Map<K, CachedValue<V>>> fetchAllAsync(
            Collection<? extends K> keys,
            Function<? super Set<K>, ? extends CompletionStage<? extends Map<K, V>>> loader,
            EntryDescription entry);

    /**
     * Stores a value in every tier and makes every other instance forget the old one. The last of several writers wins; to
     * follow a database, evict after the commit instead.
     *
     * @return completes, never exceptionally, when the remote tier has acknowledged it, or with the local effect only if it
     *     cannot be reached
     */
    CompletionStage<Void> put(Object key, @Nullable Object value, EntryDescription entry);

    /**
     * As {@link #put}, of several values: each for itself, in two calls of the remote tier for each of its lanes, or a few more.
     *
     * @throws IllegalArgumentException if a key is null
     */
    CompletionStage<Void> putAll(Map<?, ? extends @Nullable Object> values, EntryDescription entry);

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
     * As {@link #evict}, of several keys: in one call of the remote tier for each of its lanes, or a few.
     *
     * @return completes, never exceptionally, with whether one of the keys was known to have a value
     * @throws IllegalArgumentException if a key is null
     */
    CompletionStage<Boolean> evictAll(Collection<?> keys);

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
     * @throws UnsupportedOperationException if the remote tier knows keys as digests only
     */
    CompletionStage<Boolean> evictByPattern(String glob);

    /**
     * As {@link #evictByPattern}, of the keys that begin so. No character of it stands for others.
     *
     * @throws IllegalArgumentException if it is empty or too long
     * @throws UnsupportedOperationException if the remote tier knows keys as digests only
     */
    CompletionStage<Boolean> evictByPrefix(String prefix);

    /**
     * How many entries {@link #evictByPattern} would concern, and evicts none: those of the remote tier, or of this process if the cache
     * has no other. Linear in the number of keys of the namespace, which are looked at page by page.
     *
     * @return fails if the remote tier cannot be asked
     * @throws IllegalArgumentException as {@link #evictByPattern}
     * @throws UnsupportedOperationException if the remote tier knows keys as digests only
     */
    CompletionStage<Matches> countByPattern(String glob);

    /**
     * Makes this process alone forget the near entries whose keys pass a test; what is being loaded meanwhile may come after. The
     * remote tier still has them. Linear in the number of near entries.
     *
     * @param keys asked with keys as callers gave them, but for arrays, which stay
     * @return whether there was one
     */
    boolean evictNearIf(Predicate<Object> keys);

    /** Counts of this process. */
    CacheStatistics statistics();
}

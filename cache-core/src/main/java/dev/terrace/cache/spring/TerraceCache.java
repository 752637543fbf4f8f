package dev.terrace.cache.spring;

import dev.terrace.cache.BulkLoader;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.ConditionalLoader;
import dev.terrace.cache.Consistency;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.Matches;
import dev.terrace.cache.UnsupportedKeyException;
import dev.terrace.cache.ValueLoader;
import dev.terrace.cache.engine.DefaultTieredCache;
import dev.terrace.cache.near.NearEntry;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.NullValue;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * Spring's {@link Cache} on the tiers, and what Spring's does not have.
 *
 * <p>No trouble with Redis comes out of any method. {@code put}, {@code evict} and {@code clear} have their effect in this
 * instance when they return, and wait for Redis to acknowledge them, at most for the operation timeout and not on a thread that
 * may not block. A cache may be looked at through {@linkplain #as views} that know the type of its values. Thread-safe.
 */
public final class TerraceCache implements Cache {

    private final DefaultTieredCache cache;
    private final EntryDescription entry;
    private final CallerWait wait;

    TerraceCache(DefaultTieredCache cache, EntryDescription entry, CallerWait wait) {
        this.cache = cache;
        this.entry = entry;
        this.wait = wait;
    }

    /** This cache for callers whose values are of this type, generics included. Near entries are shared with other views. */
    public TerraceCache as(Type type) {
        return as(new EntryDescription(type, entry.options(), entry.consistency()));
    }

    /** This cache for callers who describe their entries so. */
    public TerraceCache as(EntryDescription description) {
        return new TerraceCache(cache, description, wait);
    }

    @Override
    public String getName() {
        return cache.name();
    }

    /** The cache of the engine. */
    @Override
    public DefaultTieredCache getNativeCache() {
        return cache;
    }

    // ---- Spring's reads

    @Override
    public @Nullable ValueWrapper get(Object key) {
        NearEntry hit = nearHit(key);
        return hit != null ? (ValueWrapper) hit : wrapped(cache.lookup(key, entry));
    }

    private static @Nullable ValueWrapper wrapped(@Nullable CachedValue<?> found) {
        return found != null ? new SimpleValueWrapper(found.value()) : null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        ValueWrapper wrapper = get(key);
        Object value = wrapper != null ? wrapper.get() : null;
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException("The cached value is not of the required type [%s] but a %s"
                    .formatted(type.getName(), value.getClass().getName()));
        }
        return (T) value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        NearEntry hit = nearHit(key);
        if (hit != null) {
            return (T) hit.value();
        }
        try {
            return cache.fetch(key, () -> withoutNullValue(valueLoader.call()), entry)
                    .value();
        } catch (Throwable e) {
            if (e instanceof UnsupportedKeyException) {
                // Of this key, and then it is thrown once more, or of another one within the loader.
                cache.requireSupported(key);
            }
            throw new ValueRetrievalException(key, valueLoader, e);
        }
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        NearEntry hit = nearHit(key);
        if (hit != null) {
            return CompletableFuture.completedFuture(hit);
        }
        CompletableFuture<@Nullable CachedValue<Object>> found =
                cache.lookupAsync(key, entry).toCompletableFuture();
        boolean certainMiss = found.isDone() && found.join() == null;
        return certainMiss ? null : found.thenApply(TerraceCache::wrapped);
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        // A stage in between would wrap what the loader threw; a loader that blocks has wrapped it for Spring.
        CompletableFuture<T> result = new CompletableFuture<>();
        var unused = cache.fetchAsync(key, () -> valueLoader.get().thenApply(TerraceCache::withoutNullValue), entry)
                .whenComplete((found, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(LoadFailed.original(LoadFailed.withoutCompletion(failure)));
                    } else {
                        result.complete(found.value());
                    }
                });
        return result;
    }

    // ---- Spring's writes

    @Override
    public void put(Object key, @Nullable Object value) {
        wait.await(cache.put(key, acceptable(value), entry));
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        return wrapped(cache.putIfAbsent(key, acceptable(value), entry));
    }

    @Override
    public void evict(Object key) {
        wait.await(cache.evict(key));
    }

    /** Whether the key had a value; false if Redis did not say so in time. */
    @Override
    public boolean evictIfPresent(Object key) {
        return Boolean.TRUE.equals(wait.await(cache.evict(key)));
    }

    @Override
    public void clear() {
        wait.await(cache.clear());
    }

    /** Clears the cache. Returns true if it may have had entries: those of Redis are not counted. */
    @Override
    public boolean invalidate() {
        return Boolean.TRUE.equals(wait.await(cache.clear()));
    }

    /** A null that another cache has wrapped is a null. */
    @SuppressWarnings("unchecked")
    private static <T> @Nullable T withoutNullValue(@Nullable T value) {
        return value instanceof NullValue ? null : value;
    }

    /** Whether null is stored as a value. */
    boolean keepsNull() {
        return cache.policy().nullValues().enabled();
    }

    private @Nullable Object acceptable(@Nullable Object value) {
        Object unwrapped = withoutNullValue(value);
        if (unwrapped == null && !keepsNull()) {
            throw new IllegalArgumentException(
                    "Cache '%s' is configured to not allow null values but null was provided".formatted(getName()));
        }
        return unwrapped;
    }

    // ---- beyond Spring

    /**
     * What the tiers hold for a key, and which of them served it. Loads nothing.
     *
     * @return null if no tier holds a value
     */
    public @Nullable CachedValue<Object> lookup(Object key) {
        return cache.lookup(key, entry);
    }

    /**
     * What the tiers hold for a key, else what the loader returns, and which of these it was.
     *
     * @throws Exception what the loader threw
     */
    public <V> CachedValue<V> fetch(Object key, ValueLoader<V> loader) throws Exception {
        return cache.fetch(key, loader, entry);
    }

    /**
     * As {@link #fetch(Object, ValueLoader)}, with a loader that is told what the cache still has, and may answer that it has not
     * changed, how its result is kept, or that it is not kept.
     *
     * @throws Exception what the loader threw
     */
    public <V> CachedValue<V> fetch(Object key, ConditionalLoader<V> loader) throws Exception {
        return cache.fetch(key, loader, entry);
    }

    /**
     * As {@link #fetch(Object, ValueLoader)}; a loaded value is stored with these options.
     *
     * @throws Exception what the loader threw
     */
    public <V> CachedValue<V> fetch(Object key, ValueLoader<V> loader, EntryOptions options) throws Exception {
        return cache.fetch(key, loader, entry.with(options));
    }

    /** Stores a value with these options. */
    public void put(Object key, @Nullable Object value, EntryOptions options) {
        wait.await(cache.put(key, acceptable(value), entry.with(options)));
    }

    /**
     * What the tiers hold for several keys, with one call of Redis for many of them. Loads nothing.
     *
     * @return in the order of the keys, without those that no tier holds a value for; a null that is cached is there
     * @throws IllegalArgumentException if a key is null
     */
    public <K> Map<K, @Nullable Object> getAll(Collection<? extends K> keys) {
        return values(cache.<K>lookupAll(keys, entry));
    }

    /**
     * What the tiers hold for several keys, else what the loader returns, which is then stored. It is called once, for the keys
     * that nobody else loads at the moment. Like {@code get} with a loader, for each of them.
     *
     * @return in the order of the keys, each of which is there, with null if it has no value
     * @throws IllegalArgumentException if a key is null
     * @throws Exception what the loader threw
     */
    public <K, V> Map<K, @Nullable V> getAll(Collection<? extends K> keys, BulkLoader<K, V> loader) throws Exception {
        return values(cache.<K, V>fetchAll(keys, missing -> withoutNullValues(loader.loadAll(missing)), entry));
    }

    private static <K, V> Map<K, @Nullable V> values(Map<K, CachedValue<V>> found) {
        Map<K, @Nullable V> values = new LinkedHashMap<>();
        found.forEach((key, value) -> values.put(key, value.value()));
        return Collections.unmodifiableMap(values);
    }

    private static <K, V> Map<K, V> withoutNullValues(Map<K, V> loaded) {
        Map<K, V> values = Objects.requireNonNull(loaded, "A bulk loader answered null");
        if (values.values().stream().noneMatch(NullValue.class::isInstance)) {
            return values;
        }
        Map<K, V> unwrapped = new HashMap<>(values);
        unwrapped.values().removeIf(NullValue.class::isInstance);
        return unwrapped;
    }

    /**
     * Stores several values, with two calls of Redis for many of them. Each is a put of its own: other threads may see some of
     * them before the others.
     *
     * @throws IllegalArgumentException if a key is null, or a value although nulls are not allowed; then nothing is stored
     */
    public void putAll(Map<?, ? extends @Nullable Object> values) {
        Map<Object, @Nullable Object> acceptable = new LinkedHashMap<>();
        values.forEach((key, value) -> acceptable.put(key, acceptable(value)));
        wait.await(cache.putAll(acceptable, entry));
    }

    /**
     * Evicts several keys, with one call of Redis for many of them.
     *
     * @throws IllegalArgumentException if a key is null
     */
    public void evictAll(Collection<?> keys) {
        wait.await(cache.evictAll(keys));
    }

    /** Whether some tier holds a value for a key, null included. */
    public boolean exists(Object key) {
        return lookup(key) != null;
    }

    /**
     * Evicts a key without waiting.
     *
     * @return completes, never exceptionally, when Redis has acknowledged it, with whether the key was known to have a value
     */
    public CompletionStage<Boolean> evictAsync(Object key) {
        return cache.evictAsync(key);
    }

    /**
     * Makes every instance forget the entries whose keys match: {@code *} stands for any number of characters, {@code ?} for one. A
     * string is held against it without quotes, a number without the suffix of its type.
     *
     * @return whether Redis has acknowledged it; if not, it is tried again, and this instance serves none of them meanwhile
     * @throws IllegalArgumentException if the pattern matches every key, is empty or too long
     * @throws dev.terrace.cache.TooManyPatternsException if too many are at work; nothing was evicted elsewhere then
     */
    public boolean evictByPattern(String pattern) {
        return Boolean.TRUE.equals(wait.await(cache.evictByPattern(pattern)));
    }

    /**
     * As {@link #evictByPattern}, of the keys that begin so. No character of it stands for others.
     *
     * @throws IllegalArgumentException if it is empty or too long
     */
    public boolean evictByPrefix(String prefix) {
        return Boolean.TRUE.equals(wait.await(cache.evictByPrefix(prefix)));
    }

    /**
     * How many entries {@link #evictByPattern} would concern; evicts none.
     *
     * @return fails if Redis cannot be asked
     * @throws IllegalArgumentException if the pattern matches every key, is empty or too long
     */
    public CompletionStage<Matches> countByPattern(String pattern) {
        return cache.countByPattern(pattern);
    }

    /**
     * Makes this instance alone forget the entries in its own memory whose keys pass a test. Redis still has them.
     *
     * @return whether there was one
     */
    public boolean evictNearIf(Predicate<Object> keys) {
        return cache.evictNearIf(keys);
    }

    /**
     * This cache for reads that must see every invalidation that was acknowledged before they began, on whatever instance. Such a
     * read costs two round trips; while Redis is away it loads.
     */
    public TerraceCache strong() {
        return as(entry.with(Consistency.STRONG));
    }

    /** The entry of a key that may be served at once, counted as a hit; null if that cannot be told without asking Redis. */
    @Nullable
    NearEntry nearHit(Object key) {
        return entry.isStrong() ? null : cache.nearHit(key);
    }

    /** Counts of this process. Costs no call to Redis. */
    public CacheStatistics statistics() {
        return cache.statistics();
    }
}

package dev.terrace.cache.engine;

import dev.terrace.cache.BulkLoader;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.ConditionalLoader;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.LoadResult;
import dev.terrace.cache.Matches;
import dev.terrace.cache.TieredCache;
import dev.terrace.cache.ValueLoader;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.CacheInspection.Outcome;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.KeyPattern;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cache on the tiers of its policy. */
public final class DefaultTieredCache implements TieredCache {

    private final CacheCore core;
    private final Reads reads;
    private final Lookups lookups;
    private final Writes writes;
    private final BulkReads bulkReads;
    private final BulkWrites bulkWrites;

    DefaultTieredCache(CacheCore core, Waiters waiters) {
        this.core = core;
        this.reads = new Reads(core, waiters);
        this.lookups = new Lookups(core);
        this.writes = new Writes(core);
        this.bulkReads = new BulkReads(core, reads, lookups);
        this.bulkWrites = new BulkWrites(core, writes);
    }

    @Override
    public String name() {
        return core.name;
    }

    @Override
    public CachePolicy policy() {
        return core.policy;
    }

    /** The bytes of the near entries as their bound counts them; none if it counts entries, or there is no near tier. */
    public OptionalLong nearBytes() {
        return core.near != null ? core.near.tier().bytes() : OptionalLong.empty();
    }

    /** Whether other instances hear of its invalidations, and it of theirs. */
    public boolean isShared() {
        return core.shared;
    }

    /** The near entry of a key if it may be served now, counted as a hit; allocates nothing. */
    public @Nullable NearEntry nearHit(Object key) {
        return core.nearHit(key);
    }

    @Override
    public @Nullable CachedValue<Object> lookup(Object key, EntryDescription entry) {
        return blocking(executor -> lookups.lookup(key, entry, new DirectCalls<>(core, executor)));
    }

    @Override
    public CompletionStage<@Nullable CachedValue<Object>> lookupAsync(Object key, EntryDescription entry) {
        return reply(lookups.lookup(key, entry, new DirectCalls<>(core, core.executor())));
    }

    @Override
    public <V> CachedValue<V> fetch(Object key, ValueLoader<V> loader, EntryDescription entry) throws Exception {
        NearEntry hit = reads.nearHit(key, entry);
        return hit != null ? core.served(hit) : reads.fetch(key, blockingHere(previous -> answer(loader)), entry);
    }

    @Override
    public <V> CachedValue<V> fetch(Object key, ConditionalLoader<V> loader, EntryDescription entry) throws Exception {
        NearEntry hit = reads.nearHit(key, entry);
        return hit != null
                ? core.served(hit)
                : reads.fetch(key, blockingHere(previous -> answer(loader, previous)), entry);
    }

    @Override
    public <V> CompletionStage<CachedValue<V>> fetchAsync(
            Object key, Supplier<? extends CompletionStage<V>> loader, EntryDescription entry) {
        NearEntry hit = reads.nearHit(key, entry);
        return hit != null
                ? CompletableFuture.completedFuture(core.served(hit))
                : reads.fetchAsync(key, here(previous -> loader.get().thenApply(LoadResult::of)), entry);
    }

    @Override
    public <K> Map<K, CachedValue<Object>> lookupAll(Collection<? extends K> keys, EntryDescription entry) {
        return blocking(executor -> bulkReads.lookup(keys, entry, executor));
    }

    @Override
    public <K> CompletionStage<Map<K, CachedValue<Object>>> lookupAllAsync(
            Collection<? extends K> keys, EntryDescription entry) {
        return reply(bulkReads.lookup(keys, entry, core.executor()));
    }

    @Override
    public <K, V> Map<K, CachedValue<V>> fetchAll(
            Collection<? extends K> keys, BulkLoader<K, V> loader, EntryDescription entry) throws Exception {
        return bulkReads.fetch(keys, BulkLoading.blocking(loader, core.parts.context()), entry);
    }

    @Override
    public <K, V> CompletionStage<Map<K, CachedValue<V>>> fetchAllAsync(
            Collection<? extends K> keys,
            Function<? super Set<K>, ? extends CompletionStage<? extends Map<K, V>>> loader,
            EntryDescription entry) {
        return bulkReads.fetchAsync(keys, BulkLoading.here(loader, core.parts.context()), entry);
    }

    /** Most loads never leave their caller's thread: then there is no context to take along. */
    private <V> Loading<V> blockingHere(Loading.Loader<V> loader) {
        return Loading.here(loader, core.policy.leavesCallers() ? core.parts.context() : CallerContext.NONE);
    }

    private <V> Loading<V> here(Loading.Loader<V> loader) {
        return Loading.here(loader, core.parts.context());
    }

    private static <V> CompletionStage<LoadResult<V>> answer(ValueLoader<V> loader) {
        try {
            return CompletableFuture.completedFuture(LoadResult.of(loader.load()));
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(new LoadFailure(e));
        }
    }

    private static <V> CompletionStage<LoadResult<V>> answer(
            ConditionalLoader<V> loader, ConditionalLoader.@Nullable Previous<V> previous) {
        try {
            return CompletableFuture.completedFuture(loader.load(previous));
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(new LoadFailure(e));
        }
    }

    @Override
    public CompletionStage<Void> put(Object key, @Nullable Object value, EntryDescription entry) {
        return writes.put(key, value, entry);
    }

    @Override
    public CompletionStage<Void> putAll(Map<?, ? extends @Nullable Object> values, EntryDescription entry) {
        return bulkWrites.put(values, entry);
    }

    @Override
    public @Nullable CachedValue<Object> putIfAbsent(Object key, @Nullable Object value, EntryDescription entry) {
        return blocking(executor -> writes.putIfAbsent(key, value, entry, executor));
    }

    /** As {@link #putIfAbsent}, without blocking. The stage completes on a thread of the cache, and never exceptionally. */
    public CompletionStage<@Nullable CachedValue<Object>> putIfAbsentAsync(
            Object key, @Nullable Object value, EntryDescription entry) {
        return reply(writes.putIfAbsent(key, value, entry, core.executor()));
    }

    @Override
    public CompletionStage<Boolean> evict(Object key) {
        return writes.evict(key);
    }

    @Override
    public CompletionStage<Boolean> evictAll(Collection<?> keys) {
        return bulkWrites.evict(keys);
    }

    /** As {@link #evict}, for a caller who goes on when the stage completes: that happens on a thread of the cache. */
    public CompletionStage<Boolean> evictAsync(Object key) {
        return writes.evict(key).thenApplyAsync(Function.identity(), core.parts.replies());
    }

    /**
     * Returns if this can be a key of this cache.
     *
     * @throws dev.terrace.cache.UnsupportedKeyException if not
     */
    public void requireSupported(Object key) {
        EntryKey unused = core.keyOf(key);
    }

    @Override
    public CompletionStage<Boolean> clear() {
        return writes.clear().thenApply(Outcome::known);
    }

    @Override
    public CompletionStage<Boolean> evictByPattern(String glob) {
        requirePlainKeys();
        return writes.evictByPattern(KeyPattern.of(core.name, glob)).thenApply(Outcome::known);
    }

    @Override
    public CompletionStage<Boolean> evictByPrefix(String prefix) {
        requirePlainKeys();
        return writes.evictByPattern(KeyPattern.prefixed(core.name, prefix)).thenApply(Outcome::known);
    }

    @Override
    public CompletionStage<Matches> countByPattern(String glob) {
        requirePlainKeys();
        KeyPattern pattern = KeyPattern.of(core.name, glob);
        return core.remote.exists()
                ? core.coherence.count(pattern).thenApplyAsync(Function.identity(), core.parts.replies())
                : CompletableFuture.completedFuture(new Matches(core.countNear(pattern.matcher()), true));
    }

    private void requirePlainKeys() {
        if (core.shared && !core.parts.names().arePlain()) {
            throw new UnsupportedOperationException(
                    ("The keys of the cache '%s' are digests in Redis, since 'encryption.keys' is set, and no pattern can be held"
                                    + " against them; evict by key, or give the entries a tag and evict by that")
                            .formatted(core.name));
        }
    }

    @Override
    public boolean evictNearIf(Predicate<Object> keys) {
        return core.near != null && core.near.tier().dropIf(key -> !(key instanceof KeyText) && keys.test(key));
    }

    @Override
    public CacheStatistics statistics() {
        return core.statistics();
    }

    /** This cache as a person looks at it. */
    public CacheInspection inspection() {
        return new CacheInspection(core, this, writes);
    }

    /** What a caller does with it must not hold up those who read: what is not known at once comes on a thread of its own. */
    private <T> CompletionStage<T> reply(CompletionStage<T> stage) {
        return stage.toCompletableFuture().isDone()
                ? stage
                : stage.thenApplyAsync(Function.identity(), core.parts.replies());
    }

    /** Runs the steps of a stage on this thread; every remote operation in it ends by itself. */
    private static <T> T blocking(Function<Executor, CompletionStage<T>> start) {
        CallerThread caller = new CallerThread();
        CompletableFuture<T> done = start.apply(caller).toCompletableFuture();
        caller.runUntil(done, () -> {});
        return done.join();
    }
}

package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.TieredCache;
import dev.terrace.cache.ValueLoader;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.KeyPattern;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cache on the tiers of its policy. */
public final class DefaultTieredCache implements TieredCache {

    private final CacheCore core;
    private final Reads reads;
    private final Lookups lookups;
    private final Writes writes;

    DefaultTieredCache(CacheCore core, Waiters waiters) {
        this.core = core;
        this.reads = new Reads(core, waiters);
        this.lookups = new Lookups(core);
        this.writes = new Writes(core);
    }

    @Override
    public String name() {
        return core.name;
    }

    @Override
    public CachePolicy policy() {
        return core.policy;
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
        return blocking(executor -> lookups.lookup(key, entry, executor));
    }

    @Override
    public CompletionStage<@Nullable CachedValue<Object>> lookupAsync(Object key, EntryDescription entry) {
        return lookups.lookup(key, entry, core.parts.executor());
    }

    @Override
    public <V> CachedValue<V> fetch(Object key, ValueLoader<V> loader, EntryDescription entry) throws Exception {
        return reads.fetch(key, loader, entry);
    }

    @Override
    public <V> CompletionStage<CachedValue<V>> fetchAsync(
            Object key, Supplier<? extends CompletionStage<V>> loader, EntryDescription entry) {
        return reads.fetchAsync(key, loader, entry);
    }

    @Override
    public CompletionStage<Void> put(Object key, @Nullable Object value, EntryDescription entry) {
        return writes.put(key, value, entry);
    }

    @Override
    public @Nullable CachedValue<Object> putIfAbsent(Object key, @Nullable Object value, EntryDescription entry) {
        return blocking(executor -> writes.putIfAbsent(key, value, entry, executor));
    }

    /** As {@link #putIfAbsent}, without blocking. The stage completes on a thread of the cache, and never exceptionally. */
    public CompletionStage<@Nullable CachedValue<Object>> putIfAbsentAsync(
            Object key, @Nullable Object value, EntryDescription entry) {
        return writes.putIfAbsent(key, value, entry, core.parts.executor());
    }

    @Override
    public CompletionStage<Boolean> evict(Object key) {
        return writes.evict(key);
    }

    /** As {@link #evict}, for a caller who goes on when the stage completes: that happens on a thread of the cache. */
    public CompletionStage<Boolean> evictAsync(Object key) {
        return writes.evict(key).thenApplyAsync(Function.identity(), core.parts.executor());
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
        return writes.clear();
    }

    @Override
    public CompletionStage<Boolean> evictByPattern(String glob) {
        return writes.evictByPattern(KeyPattern.of(core.name, glob));
    }

    @Override
    public CacheStatistics statistics() {
        return core.near == null
                ? core.statistics.snapshot(0, 0)
                : core.statistics.snapshot(
                        core.near.tier().evictions(), core.near.tier().size());
    }

    /** Runs the steps of a stage on this thread; every remote operation in it ends by itself. */
    private static <T> T blocking(Function<Executor, CompletionStage<T>> start) {
        CallerThread caller = new CallerThread();
        CompletableFuture<T> done = start.apply(caller).toCompletableFuture();
        caller.runUntil(done, () -> {});
        return done.join();
    }
}

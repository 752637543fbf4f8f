package dev.terrace.cache.spring;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/** The entries of one cache that belong to somebody, for one call: every key is theirs. Clearing it clears everybody's. */
final class ScopedCache implements Cache {

    private final TerraceCache cache;
    private final EntryScope scope;

    ScopedCache(TerraceCache cache, EntryScope scope) {
        this.cache = cache;
        this.scope = scope;
    }

    /** The cache of everybody. */
    TerraceCache cache() {
        return cache;
    }

    private Object scoped(Object key) {
        return new ScopedKey(scope, key);
    }

    @Override
    public String getName() {
        return cache.getName();
    }

    @Override
    public Object getNativeCache() {
        return cache.getNativeCache();
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        return cache.get(scoped(key));
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        return cache.get(scoped(key), type);
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        return cache.get(scoped(key), valueLoader);
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        return cache.retrieve(scoped(key));
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return cache.retrieve(scoped(key), valueLoader);
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        cache.put(scoped(key), value);
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        return cache.putIfAbsent(scoped(key), value);
    }

    @Override
    public void evict(Object key) {
        cache.evict(scoped(key));
    }

    @Override
    public boolean evictIfPresent(Object key) {
        return cache.evictIfPresent(scoped(key));
    }

    @Override
    public void clear() {
        cache.clear();
    }

    @Override
    public boolean invalidate() {
        return cache.invalidate();
    }
}

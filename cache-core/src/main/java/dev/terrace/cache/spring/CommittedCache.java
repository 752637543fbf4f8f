package dev.terrace.cache.spring;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A cache that waits for commits, and does so too when it loads: what a transaction has read may be what it has written itself.
 * Spring's own decorator lets a load with {@code sync} through at once. So within a transaction there is no single flight.
 */
final class CommittedCache extends TransactionAwareCacheDecorator {

    private final TerraceCache cache;

    /**
     * @param seen what this decorates, of a cache of ours
     */
    CommittedCache(Cache seen, TerraceCache cache) {
        super(seen);
        this.cache = cache;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return super.get(key, valueLoader);
        }
        ValueWrapper hit = get(key);
        return hit != null ? (T) hit.get() : load(key, valueLoader);
    }

    private <T> @Nullable T load(Object key, Callable<T> valueLoader) {
        T value;
        try {
            value = valueLoader.call();
        } catch (Throwable e) {
            throw new ValueRetrievalException(key, valueLoader, e);
        }
        keep(key, value);
        return value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return super.retrieve(key, valueLoader);
        }
        CompletableFuture<?> found = retrieve(key);
        return found == null
                ? load(key, valueLoader)
                : found.thenCompose(hit -> hit instanceof ValueWrapper wrapper
                        ? CompletableFuture.completedFuture((T) wrapper.get())
                        : load(key, valueLoader));
    }

    private <T> CompletableFuture<T> load(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return valueLoader.get().whenComplete((value, failure) -> {
            if (failure == null) {
                keep(key, value);
            }
        });
    }

    private void keep(Object key, @Nullable Object value) {
        if (value != null || cache.keepsNull()) {
            put(key, value);
        }
    }
}

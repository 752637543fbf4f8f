package dev.terrace.cache.engine;

import dev.terrace.cache.BulkLoader;
import dev.terrace.cache.LoadResult;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the bulk loader of one caller is called.
 *
 * @param loader the loader; its stage is complete when it returns if it blocks
 * @param context makes a task run in the caller's context on another thread
 * @param caller the thread on which it is called as it is
 */
record BulkLoading<K, V>(
        Function<? super Set<K>, ? extends CompletionStage<? extends Map<K, V>>> loader,
        UnaryOperator<Runnable> context,
        Thread caller) {

    /** One that is called on this thread, unless it is called later on another one. */
    static <K, V> BulkLoading<K, V> here(
            Function<? super Set<K>, ? extends CompletionStage<? extends Map<K, V>>> loader, CallerContext context) {
        return new BulkLoading<>(loader, context.capture(), Thread.currentThread());
    }

    /** As {@link #here(Function, CallerContext)}, of one that blocks. */
    static <K, V> BulkLoading<K, V> blocking(BulkLoader<K, V> loader, CallerContext context) {
        return here((Set<K> keys) -> answer(loader, keys), context);
    }

    private static <K, V> CompletionStage<Map<K, V>> answer(BulkLoader<K, V> loader, Set<K> keys) {
        try {
            return CompletableFuture.completedFuture(loader.loadAll(keys));
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(new LoadFailure(e));
        }
    }

    /** For one key, by a call of its own. */
    Loading<V> of(K key) {
        return new Loading<>(
                previous -> answers(List.of(key)).thenApply(answers -> LoadResult.of(answers.get(key))),
                context,
                caller,
                false);
    }

    /** For several, by one call, where and in what context a loader like this is called. */
    Loading<Map<K, @Nullable V>> of(Collection<K> keys, Loading<?> like) {
        return new Loading<>(
                previous -> answers(keys).thenApply(LoadResult::of), context, like.caller(), like.background());
    }

    /** For several, by one call of its own. */
    Loading<Map<K, @Nullable V>> of(Collection<K> keys) {
        return new Loading<>(previous -> answers(keys).thenApply(LoadResult::of), context, caller, false);
    }

    /** What it answers for these keys and no others; the map may be the loader's own, which it may change. */
    private CompletionStage<Map<K, @Nullable V>> answers(Collection<K> keys) {
        Set<K> missing = Collections.unmodifiableSet(new LinkedHashSet<>(keys));
        return loader.apply(missing).thenApply(loaded -> {
            Map<K, V> values = Objects.requireNonNull(loaded, "A bulk loader answered null");
            Map<K, @Nullable V> answers = new HashMap<>();
            missing.forEach(key -> answers.put(key, values.get(key)));
            return answers;
        });
    }
}

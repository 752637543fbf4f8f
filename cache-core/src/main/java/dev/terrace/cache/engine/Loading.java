package dev.terrace.cache.engine;

import dev.terrace.cache.ConditionalLoader.Previous;
import dev.terrace.cache.LoadResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the loader of one caller is called.
 *
 * @param loader the loader; its stage is complete when it returns if it blocks
 * @param context makes a task run in the caller's context on another thread
 * @param caller the thread of the caller; null if it is not known
 * @param background whether it is not called on that
 */
record Loading<V>(
        Loader<V> loader,
        UnaryOperator<Runnable> context,
        @Nullable Thread caller,
        boolean background) {

    /** A loader of whatever form. */
    @FunctionalInterface
    interface Loader<V> {
        CompletionStage<LoadResult<V>> load(@Nullable Previous<V> previous);
    }

    /** One that is called on this thread, unless it is called later on another one. */
    static <V> Loading<V> here(Loader<V> loader, CallerContext context) {
        return new Loading<>(loader, context.capture(), Thread.currentThread(), false);
    }

    /** The same, on a thread of the cache. */
    Loading<V> inBackground() {
        return new Loading<>(loader, context, caller, true);
    }

    /** Whether this is the caller's thread, in its own context. */
    boolean isHere() {
        return !background && caller == Thread.currentThread();
    }

    /** Calls the loader on this thread. The stage fails with what it throws. */
    CompletionStage<LoadResult<V>> call(@Nullable Previous<V> previous) {
        try {
            return loader.load(previous);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(new LoadFailure(e));
        }
    }
}

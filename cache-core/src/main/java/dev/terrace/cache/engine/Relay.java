package dev.terrace.cache.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Hands on how a stage ended. */
final class Relay {

    private Relay() {}

    /** Ends a future as the stage ends that this is given to. */
    static <T> BiConsumer<T, @Nullable Throwable> to(CompletableFuture<T> future) {
        return (value, failure) -> {
            if (failure != null) {
                future.completeExceptionally(failure);
            } else {
                future.complete(value);
            }
        };
    }
}

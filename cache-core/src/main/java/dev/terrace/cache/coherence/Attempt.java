package dev.terrace.cache.coherence;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A call that begins something: what it throws is what its stage fails with, so that nobody waits for what never began. */
final class Attempt {

    private Attempt() {}

    static <T> CompletionStage<T> of(Supplier<? extends CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}

package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends invalidations again that were not acknowledged.
 *
 * @param remote where to
 * @param unacknowledged which
 * @param own their ids
 */
record Replay(RemoteTier remote, Unacknowledged unacknowledged, OwnOperations own) {

    /** So many are under way at once, that others get through. */
    private static final int CHUNK = 100;

    /** Sends all that waits now; completes with how many that were. What fails waits again, and so does the rest. */
    CompletionStage<Integer> run() {
        Unacknowledged.Waiting waiting = unacknowledged.take();
        List<Supplier<CompletionStage<?>>> steps = new ArrayList<>();
        waiting.keys().forEach((key, bars) -> steps.add(() -> send(key, bars)));
        waiting.invalidations().forEach(invalidation -> steps.add(() -> send(invalidation)));
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (int from = 0; from < steps.size(); from += CHUNK) {
            List<Supplier<CompletionStage<?>>> chunk = steps.subList(from, Math.min(from + CHUNK, steps.size()));
            done = done.handle((result, failure) -> failure)
                    .thenCompose(failure -> all(chunk).handle((result, another) -> firstOf(failure, another)))
                    .thenCompose(Replay::failIfPresent);
        }
        return done.thenApply(result -> waiting.size());
    }

    private static CompletionStage<Void> all(List<Supplier<CompletionStage<?>>> chunk) {
        return CompletableFuture.allOf(
                chunk.stream().map(step -> step.get().toCompletableFuture()).toArray(CompletableFuture<?>[]::new));
    }

    private static @Nullable Throwable firstOf(@Nullable Throwable first, @Nullable Throwable second) {
        return first != null ? first : second;
    }

    private static CompletionStage<?> failIfPresent(@Nullable Throwable failure) {
        return failure == null ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(failure);
    }

    private CompletionStage<?> send(RemoteKey key, int bars) {
        return remote.invalidate(key, own.next(), null).whenComplete((appended, failure) -> {
            if (failure == null) {
                unacknowledged.acknowledged(key, bars);
            } else {
                unacknowledged.failed(key, bars);
            }
        });
    }

    private CompletionStage<?> send(Invalidation invalidation) {
        return remote.invalidate(invalidation, own.next(), Position.END).whenComplete((slice, failure) -> {
            if (failure == null) {
                unacknowledged.acknowledged(invalidation);
            } else {
                unacknowledged.failed(invalidation);
            }
        });
    }
}

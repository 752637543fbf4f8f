package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteTier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

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

    private record Step(Supplier<CompletionStage<?>> send, Runnable putBack) {}

    /** Sends all that waits now. After a failure the rest waits again, and the stage fails. */
    CompletionStage<Sent> run() {
        Unacknowledged.Waiting waiting = unacknowledged.take();
        Sent sent = new Sent(waiting.size(), unacknowledged);
        List<Step> steps = new ArrayList<>();
        waiting.keys()
                .forEach((key, bars) -> steps.add(new Step(
                        () -> remote.invalidate(key, own.next(), null).whenComplete((appended, failure) -> {
                            if (failure == null) {
                                unacknowledged.acknowledged(key, bars);
                            } else {
                                unacknowledged.failed(key, bars);
                            }
                        }),
                        () -> unacknowledged.failed(key, bars))));
        waiting.invalidations()
                .forEach((invalidation, bars) -> steps.add(new Step(
                        () -> remote.invalidate(invalidation, own.next(), Position.END)
                                .whenComplete((slice, failure) -> {
                                    if (failure == null) {
                                        sent.logged(invalidation, bars);
                                    } else {
                                        unacknowledged.failed(invalidation, bars);
                                    }
                                }),
                        () -> unacknowledged.failed(invalidation, bars))));
        return from(steps, 0).thenApply(done -> sent).whenComplete((done, failure) -> {
            if (failure != null) {
                sent.settle(false);
            }
        });
    }

    private static CompletionStage<Void> from(List<Step> steps, int start) {
        if (start >= steps.size()) {
            return CompletableFuture.completedFuture(null);
        }
        int end = Math.min(start + CHUNK, steps.size());
        CompletableFuture<?>[] chunk = steps.subList(start, end).stream()
                .map(step -> step.send().get().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(chunk)
                .handle((done, failure) -> {
                    if (failure != null) {
                        steps.subList(end, steps.size())
                                .forEach(step -> step.putBack().run());
                        throw new CompletionException(failure);
                    }
                    return null;
                })
                .thenCompose(done -> from(steps, end));
    }

    /** What was sent. Tags and caches stay barred until this instance has applied their log entries. */
    static final class Sent {

        private record Logged(Invalidation invalidation, int bars) {}

        private final int count;
        private final Unacknowledged unacknowledged;
        private final ConcurrentLinkedQueue<Logged> logged = new ConcurrentLinkedQueue<>();

        private Sent(int count, Unacknowledged unacknowledged) {
            this.count = count;
            this.unacknowledged = unacknowledged;
        }

        int count() {
            return count;
        }

        private void logged(Invalidation invalidation, int bars) {
            logged.add(new Logged(invalidation, bars));
        }

        /**
         * Ends the bars, or has all sent once more.
         *
         * @param applied whether the log was applied up to here
         */
        void settle(boolean applied) {
            for (Logged entry = logged.poll(); entry != null; entry = logged.poll()) {
                if (applied) {
                    unacknowledged.acknowledged(entry.invalidation, entry.bars);
                } else {
                    unacknowledged.failed(entry.invalidation, entry.bars);
                }
            }
        }
    }
}

package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTierException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sends the invalidations of single keys. Of a lane one step is under way at a time; what comes meanwhile goes into the next
 * one, up to {@value RemoteTier#MAXIMUM_BULK} keys in one log entry and one message. So an idle lane waits for nothing, and a
 * busy one pays for the fan-out to all instances once for many keys.
 *
 * <p>When a step fails, what waits behind it fails with it: its callers have waited long enough. Thread-safe.
 */
final class Outbox {

    private final RemoteTier remote;
    private final OwnOperations own;
    private final List<Queue> queues = new ArrayList<>();

    Outbox(RemoteTier remote, OwnOperations own) {
        this.remote = remote;
        this.own = own;
        for (int i = 0; i < remote.lanes(); i++) {
            queues.add(new Queue(new Lane(i)));
        }
    }

    /** Completes, on a thread of the client, with whether there was a value. */
    CompletionStage<Boolean> send(RemoteKey key, @Nullable Lease next) {
        CompletionStage<Boolean> removed = add(key, next);
        flush(key);
        return removed;
    }

    /** As {@link #send}, at the next flush of the lane: so keys that come together go together. */
    CompletionStage<Boolean> add(RemoteKey key, @Nullable Lease next) {
        return queue(key).add(new KeyInvalidation(key, next));
    }

    /** Sends what was added to the lane of a key, unless a step is under way there: then it is sent after that. */
    void flush(RemoteKey key) {
        queue(key).flush();
    }

    /** As {@link #flush(RemoteKey)}, of all lanes. */
    void flush() {
        queues.forEach(Queue::flush);
    }

    private Queue queue(RemoteKey key) {
        return queues.get(Lane.of(key.hash(), queues.size()).index());
    }

    private record Waiting(KeyInvalidation invalidation, CompletableFuture<Boolean> removed) {}

    private final class Queue {

        private final Lane lane;
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private boolean busy;

        Queue(Lane lane) {
            this.lane = lane;
        }

        synchronized CompletionStage<Boolean> add(KeyInvalidation invalidation) {
            Waiting mine = new Waiting(invalidation, new CompletableFuture<>());
            waiting.add(mine);
            return mine.removed;
        }

        void flush() {
            synchronized (this) {
                if (busy || waiting.isEmpty()) {
                    return;
                }
                busy = true;
            }
            sendNext();
        }

        /** Called by whoever made the queue busy. */
        private void sendNext() {
            List<Waiting> step = next();
            if (step.isEmpty()) {
                return;
            }
            List<KeyInvalidation> keys =
                    step.stream().map(Waiting::invalidation).toList();
            String operation =
                    own.begin(lane, keys.stream().map(KeyInvalidation::key).toList());
            Attempt.of(() -> remote.invalidate(keys, operation)).whenComplete((appended, failure) -> {
                if (failure == null && appended.removed().size() == step.size()) {
                    own.acknowledged(operation, appended.position());
                    for (int i = 0; i < step.size(); i++) {
                        step.get(i).removed.complete(appended.removed().get(i));
                    }
                } else {
                    own.failed(operation);
                    Throwable reason =
                            failure != null ? failure : new RemoteTierException("Not an answer for each key");
                    step.forEach(each -> each.removed.completeExceptionally(reason));
                    drain().forEach(each -> each.removed.completeExceptionally(reason));
                }
                sendNext();
            });
        }

        /** What goes into the next step; without any the queue is idle again. */
        private synchronized List<Waiting> next() {
            List<Waiting> step = new ArrayList<>();
            while (!waiting.isEmpty() && step.size() < RemoteTier.MAXIMUM_BULK) {
                step.add(waiting.remove());
            }
            busy = !step.isEmpty();
            return step;
        }

        private synchronized List<Waiting> drain() {
            List<Waiting> all = List.copyOf(waiting);
            waiting.clear();
            return all;
        }
    }
}

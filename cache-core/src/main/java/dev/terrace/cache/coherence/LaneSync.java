package dev.terrace.cache.coherence;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheEvent.GapFound;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * One sync of a key lane: what this instance still has to say goes out first, then the log is read until nothing is left.
 *
 * <pre>
 * connected:     send what waits ─ read from the cursor ─┬─ continues: apply ─ own operations that are not in it: say them again
 *                                                        └─ does not: gap
 * after a loss:  send what waits ─ gap
 * gap:           take the tail as cursor ─ near entries are unverified ─ own operations that the log lost: say them again
 * </pre>
 *
 * A stage fails if the remote tier does; then what was not acknowledged waits again.
 */
final class LaneSync {

    private final RemoteTier remote;
    private final Outbox outbox;
    private final OwnOperations own;
    private final Unacknowledged unacknowledged;
    private final Consumer<RemoteKey> forget;
    private final CacheListener listener;

    /** The lanes whose logs have yet to be searched for what a gap took of the own operations. */
    private final Set<Lane> unsearched = ConcurrentHashMap.newKeySet();

    /**
     * @param forget drops a key and poisons its tasks here
     */
    LaneSync(
            RemoteTier remote,
            Outbox outbox,
            OwnOperations own,
            Unacknowledged unacknowledged,
            Consumer<RemoteKey> forget,
            CacheListener listener) {
        this.remote = remote;
        this.outbox = outbox;
        this.own = own;
        this.unacknowledged = unacknowledged;
        this.forget = forget;
        this.listener = listener;
    }

    /**
     * @param noted the time before anything is read
     */
    CompletionStage<SyncResult> run(LaneFollower follower, long noted) {
        return sendWaiting(follower)
                .thenCompose(sent -> (follower.state().isDetached() ? afterLoss(follower) : follow(follower))
                        .thenApply(again ->
                                new SyncResult(sent, sayAgain(own.unseen(follower.lane(), noted)) || again)));
    }

    private CompletionStage<Integer> sendWaiting(LaneFollower follower) {
        Map<RemoteKey, Integer> waiting = unacknowledged.takeKeys(follower.lane());
        CompletableFuture<?>[] sent = waiting.entrySet().stream()
                .map(entry -> send(entry.getKey(), entry.getValue()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(sent).thenApply(done -> waiting.size());
    }

    private CompletionStage<Boolean> send(RemoteKey key, int bars) {
        return outbox.send(key, null).whenComplete((removed, failure) -> {
            forget.accept(key);
            if (failure == null) {
                unacknowledged.sentLate(key, bars);
            } else {
                unacknowledged.failed(key, bars);
            }
        });
    }

    // ---- reading. Each stage says whether something has to be said again

    private CompletionStage<Boolean> follow(LaneFollower follower) {
        Cursor from = follower.cursor();
        return remote.readLog(follower.lane(), from.position()).thenCompose(slice -> switch (follower.accept(
                slice, from)) {
            case GAP ->
                skipToTail(
                        follower,
                        () -> listener.onEvent(new GapFound(follower.lane().label(), GapFound.Reason.LOG)));
            case BEHIND -> follow(follower);
            case IN_STEP ->
                unsearched.contains(follower.lane()) ? search(follower) : CompletableFuture.completedFuture(false);
        });
    }

    /** What happened meanwhile is not replayed: everything near is verified before it is served again. */
    private CompletionStage<Boolean> afterLoss(LaneFollower follower) {
        return skipToTail(follower, () -> {})
                .thenCompose(again -> follow(follower).thenApply(more -> again || more));
    }

    /** @param skipped runs when near entries are verified from now on */
    private CompletionStage<Boolean> skipToTail(LaneFollower follower, Runnable skipped) {
        return remote.tail(follower.lane(), own.next()).thenCompose(tail -> {
            // The cursor moves before the search is done: if that fails, the next sync finds no gap any more.
            unsearched.add(follower.lane());
            follower.continueAfterGap(tail);
            skipped.run();
            return search(follower);
        });
    }

    private CompletionStage<Boolean> search(LaneFollower follower) {
        OptionalLong oldest = own.oldest(follower.lane());
        long read = own.now();
        CompletionStage<Set<String>> shown = oldest.isEmpty()
                ? CompletableFuture.completedFuture(Set.of())
                : shown(follower, oldest.getAsLong(), new HashSet<>());
        return shown.thenApply(found -> {
            unsearched.remove(follower.lane());
            return sayAgain(own.missing(follower.lane(), found, read));
        });
    }

    // ---- own operations that the log has lost

    /** The operations that the log shows from here on. */
    private CompletionStage<Set<String>> shown(LaneFollower follower, long from, Set<String> found) {
        return remote.readLog(follower.lane(), from).thenCompose(slice -> {
            for (LogEntry entry : slice.entries()) {
                found.add(entry.operation());
                own.seen(entry.operation());
            }
            return slice.complete()
                    ? CompletableFuture.completedFuture(found)
                    : shown(
                            follower,
                            slice.entries().get(slice.entries().size() - 1).position(),
                            found);
        });
    }

    private boolean sayAgain(OwnOperations.Lost lost) {
        unacknowledged.lost(lost);
        lost.keys().forEach(forget);
        if (!lost.isEmpty()) {
            listener.onEvent(new CacheEvent.InvalidationsLost(
                    lost.keys().size() + lost.invalidations().size()));
        }
        return !lost.isEmpty();
    }
}

package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheEvent.GapFound.Reason;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.StageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One sync of the control lane. It is joined once, by a snapshot, and followed by its log from then on; where the log does not
 * continue, another snapshot says what is invalid now, and whatever positions a failover may have given twice are fenced.
 *
 * <p>A stage fails if the remote tier does; then what was not acknowledged waits again.
 */
final class ControlSync {

    /** So many are under way at once, that others get through. */
    private static final int CHUNK = 50;

    private final RemoteTier remote;
    private final LaneFollower follower;
    private final ControlView control;
    private final OwnOperations own;
    private final Unacknowledged unacknowledged;
    private final CacheClock clock;
    private final CacheListener listener;
    private final ServerClock serverClock;
    private final Runnable broken;
    private final SentControl sent;
    private final Consumer<String> retired;

    private volatile String epoch = "";

    /** Whether the log has yet to be searched for what a gap took of the own operations. */
    private volatile boolean unsearched;

    /**
     * @param broken told of each gap
     * @param retired told of each pattern that a snapshot does not show any more
     */
    ControlSync(
            RemoteTier remote,
            LaneFollower follower,
            ControlView control,
            OwnOperations own,
            Unacknowledged unacknowledged,
            CacheClock clock,
            CacheListener listener,
            Runnable broken,
            Consumer<String> retired) {
        this.remote = remote;
        this.follower = follower;
        this.control = control;
        this.own = own;
        this.unacknowledged = unacknowledged;
        this.clock = clock;
        this.listener = listener;
        this.broken = broken;
        this.sent = new SentControl(unacknowledged);
        this.retired = retired;
        this.serverClock = new ServerClock(clock);
    }

    /** Milliseconds since the epoch by the server's clock, as far as it is known. */
    long serverMillis() {
        return serverClock.millis();
    }

    /**
     * @param noted the time before anything is read
     */
    CompletionStage<SyncResult> run(long noted) {
        CompletionStage<Void> joined = epoch.isEmpty() ? join() : CompletableFuture.completedFuture(null);
        return joined.thenCompose(done -> sendWaiting())
                .thenCompose(count -> follow().thenCompose(done -> unsearched ? sayLostAgain() : done())
                        .thenApply(done -> {
                            sent.applied();
                            return new SyncResult(count, sayAgain(own.unseen(follower.lane(), noted)));
                        }));
    }

    // ---- joining

    private CompletionStage<Void> join() {
        ServerClock.Sent sent = serverClock.send();
        return remote.join(own.next(), ControlView.MAXIMUM_TAGS).thenCompose(snapshot -> {
            serverClock.read(snapshot.serverMillis(), sent);
            boolean ahead = snapshot.tail().position() >= control.position();
            if (ahead && (!serverClock.wentBack() || isFenced(snapshot, Position.START))) {
                enter(snapshot);
                return CompletableFuture.completedFuture(null);
            }
            // The keys were lost, and the server's clock went back: nothing tells old positions from new ones.
            return fence(Position.START);
        });
    }

    private void enter(ControlSnapshot snapshot) {
        serverClock.accept();
        epoch = snapshot.epoch();
        Set<String> gone = control.reset(snapshot);
        // Last: what a message brought meanwhile, and the snapshot does not know, is read again from its tail on.
        follower.continueFrom(snapshot.tail());
        gone.forEach(retired);
    }

    // ---- following

    private CompletionStage<Void> follow() {
        ServerClock.Sent sent = serverClock.send();
        Cursor from = follower.cursor();
        return remote.readLog(follower.lane(), from.position()).thenCompose(slice -> {
            serverClock.read(slice.serverMillis(), sent);
            LaneFollower.Outcome outcome = follower.accept(slice, from);
            if (!epoch.equals(slice.epoch())) {
                return gap(Reason.EPOCH, join());
            }
            return switch (outcome) {
                case GAP -> gap(Reason.LOG, mend(from));
                case BEHIND -> follow();
                case IN_STEP ->
                    // Others may have seen positions behind this one that the log gives again.
                    serverClock.wentBack()
                            ? gap(Reason.CLOCK, fenceUnlessDone(new Divergence(from.position(), true)))
                            : done();
            };
        });
    }

    /** Applies what the log has gained. Completes, never exceptionally, with whether that was all and in order. */
    CompletionStage<Boolean> refresh() {
        ServerClock.Sent sent = serverClock.send();
        Cursor from = follower.cursor();
        return remote.readLog(follower.lane(), from.position())
                .handle((slice, failure) ->
                        failure == null && epoch.equals(slice.epoch()) && isInStep(slice, from, sent));
    }

    private boolean isInStep(LogSlice slice, Cursor from, ServerClock.Sent sent) {
        serverClock.read(slice.serverMillis(), sent);
        return follower.accept(slice, from) == LaneFollower.Outcome.IN_STEP && !serverClock.wentBack();
    }

    private CompletionStage<Void> gap(Reason reason, CompletionStage<Void> mended) {
        // The cursor moves before the search is done: if that fails, the next sync finds no gap any more.
        unsearched = true;
        return mended.thenRun(broken)
                .thenRun(() ->
                        listener.onEvent(new CacheEvent.GapFound(follower.lane().label(), reason)));
    }

    /** The log was trimmed, or it is another one from some place on, which the cursors of the past tell. */
    private CompletionStage<Void> mend(Cursor cursor) {
        List<Cursor> history = follower.history();
        return entries(history.get(0).position(), cursor.position(), new ArrayList<>())
                .thenCompose(entries -> {
                    // An empty log was lost as a whole: joining tells whether positions go on behind ours.
                    boolean trimmed = entries.isEmpty() || entries.get(0).position() > cursor.position();
                    return trimmed ? join() : fenceUnlessDone(Divergence.of(history, entries));
                });
    }

    private CompletionStage<Void> fenceUnlessDone(Divergence divergence) {
        if (!divergence.isAmbiguous() && !serverClock.wentBack()) {
            return join();
        }
        ServerClock.Sent sent = serverClock.send();
        return remote.join(own.next(), ControlView.MAXIMUM_TAGS).thenCompose(snapshot -> {
            serverClock.read(snapshot.serverMillis(), sent);
            if (isFenced(snapshot, divergence.common())) {
                enter(snapshot);
                return CompletableFuture.completedFuture(null);
            }
            return fence(divergence.common());
        });
    }

    /** Whether another instance has fenced what may have been given twice behind this position. */
    private boolean isFenced(ControlSnapshot snapshot, long from) {
        long last = Math.max(control.position(), serverClock.lastPosition());
        return snapshot.fences().stream().anyMatch(fence -> fence.from() <= from && fence.to() > last);
    }

    private CompletionStage<Void> fence(long from) {
        long beyond = Math.max(control.position(), serverClock.lastPositionForAll());
        return remote.fence(from, beyond, own.next()).thenCompose(done -> {
            serverClock.accept();
            return join();
        });
    }

    /** The entries of the log from one position on until behind another. */
    private CompletionStage<List<LogEntry>> entries(long from, long until, List<LogEntry> found) {
        return remote.readLog(follower.lane(), from).thenCompose(slice -> {
            found.addAll(slice.entries());
            long last = found.isEmpty() ? until : found.get(found.size() - 1).position();
            return slice.complete() || last > until
                    ? CompletableFuture.completedFuture(found)
                    : entries(last, until, found);
        });
    }

    // ---- own invalidations

    /** Appends an invalidation and applies what the log gained. Completes with whether this instance is in step by that. */
    CompletionStage<Boolean> append(Invalidation invalidation) {
        String operation = own.begin(invalidation);
        ServerClock.Sent sent = serverClock.send();
        Cursor from = follower.cursor();
        return invalidate(invalidation, operation, from.position()).thenApply(slice -> {
            boolean seen =
                    slice.entries().stream().anyMatch(entry -> entry.operation().equals(operation));
            return isInStep(slice, from, sent) && seen;
        });
    }

    private CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from) {
        long here = follower.cursor().position();
        return Attempt.of(() -> remote.invalidate(invalidation, operation, from))
                .whenComplete((slice, failure) -> {
                    if (failure == null) {
                        own.acknowledged(operation, here);
                    } else {
                        own.failed(operation);
                    }
                });
    }

    /** Sends what waits, a few at a time; completes with how many there were. */
    private CompletionStage<Integer> sendWaiting() {
        List<Map.Entry<Invalidation, Integer>> waiting =
                List.copyOf(unacknowledged.takeInvalidations().entrySet());
        return sendFrom(waiting, 0).thenApply(done -> waiting.size());
    }

    private CompletionStage<Void> sendFrom(List<Map.Entry<Invalidation, Integer>> waiting, int start) {
        if (start >= waiting.size()) {
            return done();
        }
        int end = Math.min(start + CHUNK, waiting.size());
        CompletableFuture<?>[] chunk = waiting.subList(start, end).stream()
                .map(entry -> send(entry.getKey(), entry.getValue()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(chunk)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        waiting.subList(end, waiting.size())
                                .forEach(entry -> unacknowledged.failed(entry.getKey(), entry.getValue()));
                    }
                })
                .thenCompose(done -> sendFrom(waiting, end));
    }

    private CompletionStage<?> send(Invalidation invalidation, int bars) {
        return invalidate(invalidation, own.begin(invalidation), Position.END).handle((slice, failure) -> {
            if (failure == null) {
                sent.logged(invalidation, bars);
                return null;
            }
            unacknowledged.failed(invalidation, bars);
            if (isTooManyPatterns(failure) && invalidation instanceof Invalidation.OfPattern ofPattern) {
                clearInstead(ofPattern.pattern(), invalidation);
                return null;
            }
            throw new CompletionException(failure);
        });
    }

    /** A pattern that cannot wait for a place: no caller is there any more to be told. */
    private void clearInstead(KeyPattern pattern, Invalidation waiting) {
        Invalidation clear = new Invalidation.OfCache(pattern.cache());
        unacknowledged.replace(waiting, clear);
    }

    static boolean isTooManyPatterns(Throwable failure) {
        return StageFailure.causeOf(failure) instanceof TooManyPatternsException;
    }

    private CompletionStage<Void> sayLostAgain() {
        long read = clock.nanoTime();
        long oldest = own.oldest(follower.lane()).orElse(Position.END);
        if (oldest == Position.END) {
            searched(Set.of(), read);
            return done();
        }
        return entries(oldest, Position.END, new ArrayList<>()).thenAccept(entries -> {
            List<String> shown = entries.stream().map(LogEntry::operation).toList();
            shown.forEach(own::seen);
            searched(Set.copyOf(shown), read);
        });
    }

    private void searched(Set<String> shown, long read) {
        unsearched = false;
        sayAgain(own.missing(follower.lane(), shown, read));
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private boolean sayAgain(OwnOperations.Lost lost) {
        unacknowledged.lost(lost);
        if (!lost.isEmpty()) {
            listener.onEvent(
                    new CacheEvent.InvalidationsLost(lost.invalidations().size()));
        }
        return !lost.isEmpty();
    }
}

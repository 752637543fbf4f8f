package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * This instance's place in the namespace: joins it, follows all lanes by a sync every interval and by the bus between them,
 * notices when the remote tier is lost, and comes back in step.
 *
 * <p>A sync notes the time, then reads the logs; when all of it was applied, near entries are trusted until that time plus the
 * greatest staleness. Only one sync runs at a time. The sync is also the only probe: while the remote tier is away nothing else
 * is sent to it, and on its return own invalidations go out first, then the logs are read, and near entries are unverified.
 */
final class Membership implements RemoteTier.BusListener {

    private static final int MAXIMUM_TAGS = 100_000;

    private enum State {
        JOINING,
        CONNECTED,
        AWAY
    }

    private final Replay replay;
    private final RemoteTier remote;
    private final Lanes lanes;
    private final ControlView control;
    private final CoherenceSettings settings;
    private final CacheClock clock;
    private final Timer timer;
    private final CacheListener listener;

    private final AtomicReference<@Nullable CompletableFuture<Boolean>> running = new AtomicReference<>();
    private final AtomicBoolean again = new AtomicBoolean();
    private final CompletableFuture<Void> firstJoin = new CompletableFuture<>();
    private volatile State state = State.JOINING;
    private volatile long serverOffset;
    private volatile boolean listening;
    private volatile boolean closed;

    // Touched by the running sync only.
    private String epoch = "";
    private int failures;
    private boolean refused;
    private long lastSync;
    private long awaySince;

    Membership(
            Replay replay,
            Lanes lanes,
            ControlView control,
            CoherenceSettings settings,
            CacheClock clock,
            Timer timer,
            CacheListener listener) {
        this.replay = replay;
        this.remote = replay.remote();
        this.lanes = lanes;
        this.control = control;
        this.settings = settings;
        this.clock = clock;
        this.timer = timer;
        this.listener = listener;
        this.lastSync = clock.nanoTime();
    }

    static RemoteTierException away() {
        return new RemoteTierException("The remote tier is away");
    }

    boolean isConnected() {
        return state == State.CONNECTED && !closed;
    }

    long serverOffset() {
        return serverOffset;
    }

    CompletionStage<Void> firstJoin() {
        return firstJoin;
    }

    void start() {
        tick();
    }

    void close() {
        closed = true;
        firstJoin.completeExceptionally(away());
    }

    private void tick() {
        if (!closed) {
            sync().whenComplete((done, failure) -> timer.after(settings.syncInterval(), this::tick));
        }
    }

    // ---- one sync

    CompletionStage<Boolean> sync() {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> other = running.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        timer.after(Duration.ZERO, () -> run(mine));
        return mine;
    }

    private void run(CompletableFuture<Boolean> result) {
        if (closed) {
            running.set(null);
            result.complete(false);
            return;
        }
        again.set(false);
        long noted = clock.nanoTime();
        start(isConnected()).whenComplete((replayed, failure) -> {
            try {
                if (failure == null) {
                    succeeded(noted, replayed);
                } else if (!closed) {
                    failed(failure);
                }
            } finally {
                // Whatever a listener does: the next sync must be possible.
                running.set(null);
                result.complete(failure == null);
            }
            if (again.get() && !closed) {
                sync();
            }
        });
    }

    private CompletionStage<Integer> start(boolean connected) {
        try {
            return connected
                    ? replay.run().thenCompose(sent -> settled(sent, follow()))
                    : readControl().thenCompose(joined -> replay.run()).thenCompose(sent -> settled(sent, catchUp()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletionStage<Integer> settled(Replay.Sent sent, CompletionStage<Void> applied) {
        return applied.whenComplete((done, failure) -> sent.settle(failure == null))
                .thenApply(done -> sent.count());
    }

    private void succeeded(long noted, int replayed) {
        failures = 0;
        refused = false;
        lastSync = noted;
        listen();
        lanes.forEachState(
                lane -> lane.trustUntil(noted + settings.maxStaleness().toNanos()));
        State before = state;
        if (before == State.CONNECTED) {
            return;
        }
        lanes.forEachState(lane -> lane.setDetached(false));
        state = State.CONNECTED;
        if (!firstJoin.complete(null) && before == State.AWAY) {
            listener.onEvent(new CacheEvent.RemoteRegained(Duration.ofNanos(clock.nanoTime() - awaySince), replayed));
        }
    }

    private void failed(Throwable failure) {
        failures++;
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (state == State.CONNECTED && failures == 1) {
            // One lost reply is no outage; the second try decides.
            again.set(true);
            return;
        }
        boolean nowRefused = cause instanceof RemoteTierException refusal && refusal.isAccessRefused();
        if (state != State.AWAY) {
            goAway();
            lost(cause);
        } else if (nowRefused && !refused) {
            // Waiting does not help any more: that is worth another word.
            lost(cause);
        }
        refused = nowRefused;
        firstJoin.completeExceptionally(cause);
    }

    private void goAway() {
        awaySince = clock.nanoTime();
        state = State.AWAY;
        long trust = settings.maxStaleness().plus(settings.maxStale()).toNanos();
        lanes.forEachState(lane -> {
            lane.trustUntil(lastSync + trust);
            lane.setDetached(true);
        });
    }

    private void lost(Throwable cause) {
        listener.onEvent(new CacheEvent.RemoteLost(String.valueOf(cause.getMessage())));
    }

    // ---- joining

    /** The bus is only for speed: nothing waits for it, and a subscription that fails is tried again with the next sync. */
    private void listen() {
        if (!settings.pubSub() || listening) {
            return;
        }
        listening = true;
        remote.subscribe(this).whenComplete((done, failure) -> listening = failure == null);
    }

    /** Takes the control state as it is now. */
    private CompletionStage<Void> readControl() {
        long sent = clock.millis();
        return remote.join(replay.own().next(), MAXIMUM_TAGS).thenAccept(snapshot -> enter(snapshot, sent));
    }

    private void enter(ControlSnapshot snapshot, long sent) {
        epoch = snapshot.epoch();
        estimateServerClock(snapshot.serverMillis(), sent);
        lanes.control().continueFrom(snapshot.tail());
        control.reset(snapshot);
    }

    /** What happened in the key lanes meanwhile is not replayed: everything near is verified before it is served again. */
    private CompletionStage<Void> catchUp() {
        return forEachKeyLane(this::skipToTail).thenCompose(done -> follow());
    }

    private CompletionStage<Void> skipToTail(LaneFollower follower) {
        return remote.tail(follower.lane(), replay.own().next()).thenAccept(follower::continueAfterGap);
    }

    // ---- following

    private CompletionStage<Void> follow() {
        return followControl().thenCompose(done -> forEachKeyLane(this::followKeys));
    }

    private CompletionStage<Void> forEachKeyLane(Function<LaneFollower, CompletionStage<Void>> step) {
        return CompletableFuture.allOf(lanes.keyLanes().stream()
                .map(follower -> step.apply(follower).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Void> followControl() {
        long sent = clock.millis();
        Cursor from = lanes.control().cursor();
        return remote.readLog(lanes.control().lane(), from.position()).thenCompose(slice -> {
            estimateServerClock(slice.serverMillis(), sent);
            return enter(slice, from);
        });
    }

    private CompletionStage<Void> enter(LogSlice slice, Cursor from) {
        LaneFollower.Outcome outcome = lanes.control().accept(slice, from);
        if (outcome == LaneFollower.Outcome.GAP || !epoch.equals(slice.epoch())) {
            listener.onEvent(new CacheEvent.GapFound(lanes.control().lane().label()));
            return readControl();
        }
        return outcome == LaneFollower.Outcome.BEHIND ? followControl() : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> followKeys(LaneFollower follower) {
        Cursor from = follower.cursor();
        return remote.readLog(follower.lane(), from.position()).thenCompose(slice -> switch (follower.accept(
                slice, from)) {
            case GAP -> {
                listener.onEvent(new CacheEvent.GapFound(follower.lane().label()));
                yield skipToTail(follower);
            }
            case BEHIND -> followKeys(follower);
            case IN_STEP -> CompletableFuture.completedFuture(null);
        });
    }

    /** The error is half a round trip. */
    private void estimateServerClock(long server, long sent) {
        serverOffset = server - (sent + clock.millis()) / 2;
    }

    // ---- own invalidations of tags and caches

    /** Appends to the control lane and applies what the log gained, so that this instance is in step when it completes. */
    CompletionStage<Void> append(Invalidation invalidation) {
        String operation = replay.own().next();
        Cursor from = lanes.control().cursor();
        return remote.invalidate(invalidation, operation, from.position()).thenCompose(slice -> {
            boolean seen =
                    slice.entries().stream().anyMatch(entry -> entry.operation().equals(operation));
            boolean inStep = lanes.control().accept(slice, from) == LaneFollower.Outcome.IN_STEP;
            return seen && inStep ? CompletableFuture.completedFuture(null) : syncFromNow();
        });
    }

    /** A sync that is under way may have read too early: the one after it has not. */
    private CompletionStage<Void> syncFromNow() {
        return sync().thenCompose(earlier -> sync()).thenAccept(inStep -> {
            if (!inStep) {
                throw away();
            }
        });
    }

    // ---- the bus

    @Override
    public void onMessage(LogMessage message) {
        LaneFollower follower = lanes.find(message.lane());
        if (follower == null || follower.accept(message) != LaneFollower.Outcome.IN_STEP) {
            missedSomething();
        }
    }

    @Override
    public void onMalformed() {
        missedSomething();
    }

    @Override
    public void onSubscribed() {
        missedSomething();
    }

    private void missedSomething() {
        again.set(true);
        sync();
    }
}

package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierException;
import dev.terrace.cache.tier.StageFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * This instance's place in the namespace: follows all lanes by a sync every interval and by the bus between them, notices when
 * the server of a lane is lost, by the sync or by the calls that fail, and comes back in step.
 *
 * <p>A sync notes the time, then reads the logs, the control lane first; when all of a lane's log was applied, near entries of it
 * are trusted until that time plus the greatest staleness. Only one sync runs at a time. The sync is also the only probe: while a
 * lane's server is away nothing else is sent to it. Without the control lane nobody knows what is valid, so its loss is the loss
 * of all lanes.
 */
final class Membership implements RemoteTier.BusListener {

    private static final Duration SHORTEST_REST = Duration.ofMillis(1);

    private final RemoteTier remote;
    private final Lanes lanes;
    private final ControlSync controlSync;
    private final LaneSync laneSync;
    private final CoherenceSettings settings;
    private final CacheClock clock;
    private final Timer timer;
    private final CacheListener listener;
    private final RandomGenerator random;
    private final Runnable synced;
    private final Circuits circuits;

    private final AtomicReference<@Nullable CompletableFuture<Boolean>> running = new AtomicReference<>();
    private final AtomicBoolean again = new AtomicBoolean();
    private final CompletableFuture<Void> firstJoin = new CompletableFuture<>();
    private final ClockWatch watch;
    private volatile boolean listening;
    private volatile boolean closed;

    // Touched by the running sync only.
    private final AtomicInteger sentLate = new AtomicInteger();
    private boolean lost;
    private volatile boolean refused;
    private long lostSince;

    /**
     * @param random spreads what the instances of a fleet would else do at the same time
     * @param synced called after every sync of the control lane
     */
    Membership(
            RemoteTier remote,
            Lanes lanes,
            ControlSync controlSync,
            LaneSync laneSync,
            Circuits circuits,
            CoherenceSettings settings,
            CacheClock clock,
            Timer timer,
            CacheListener listener,
            RandomGenerator random,
            Runnable synced) {
        this.remote = remote;
        this.lanes = lanes;
        this.controlSync = controlSync;
        this.laneSync = laneSync;
        this.settings = settings;
        this.clock = clock;
        this.timer = timer;
        this.listener = listener;
        this.random = random;
        this.synced = synced;
        this.circuits = circuits;
        this.watch = new ClockWatch(clock);
    }

    static RemoteTierException away() {
        return new RemoteTierException("The remote tier is away");
    }

    boolean isClosed() {
        return closed;
    }

    boolean isConnected() {
        return !lanes.controlState().isDetached() && !circuits.control().isOpen() && !closed;
    }

    boolean isConnected(long hash) {
        return isConnected()
                && !lanes.state(hash).isDetached()
                && !circuits.of(hash).isOpen();
    }

    boolean isConnectedToAll() {
        return isConnected()
                && lanes.isAttached()
                && circuits.keyLanes().stream().noneMatch(Circuit::isOpen);
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
            long began = clock.nanoTime();
            sync().whenComplete((done, failure) -> timer.after(rest(began), this::tick));
        }
    }

    /**
     * What is left of the interval since the last sync began: without the bus, that is how long an invalidation may take. A server
     * that was away is not to be met by a whole fleet at once: until it is back, each instance looks a little earlier than that.
     */
    private Duration rest(long began) {
        Duration rest = interval().minusNanos(clock.nanoTime() - began);
        return rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest;
    }

    private Duration interval() {
        Duration whole = settings.syncInterval();
        return lanes.isAttached() ? whole : Duration.ofNanos((long) (whole.toNanos() * random.nextDouble(0.5, 1)));
    }

    // ---- one sync

    /** Syncs all lanes, or waits for the sync that is under way. */
    CompletionStage<Boolean> sync() {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> other = running.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        timer.after(Duration.ZERO, () -> run(mine));
        return mine;
    }

    /**
     * A sync that is under way may have read too early: the one after it has not. Completes with whether the control lane and this
     * one are in step by it, whatever becomes of the others.
     */
    CompletionStage<Boolean> syncFromNow(LaneFollower lane) {
        long now = clock.nanoTime();
        CompletableFuture<Boolean> earlier = running.get();
        CompletionStage<Boolean> all = earlier == null ? sync() : earlier.thenCompose(done -> sync());
        return all.thenApply(inStep -> inStep
                || (lanes.controlState().isSyncedSince(now) && lane.state().isSyncedSince(now)));
    }

    /** Something may have been missed: there will be a sync that begins after now. */
    void syncSoon() {
        again.set(true);
        sync();
    }

    private void run(CompletableFuture<Boolean> result) {
        if (closed) {
            running.set(null);
            result.complete(false);
            return;
        }
        again.set(false);
        long missed = watch.missed();
        long noted = clock.nanoTime();
        if (missed > 0) {
            lanes.forEachState(lane -> lane.distrust(noted, missed));
        }
        syncControl(noted)
                .thenCompose(inStep -> inStep ? syncKeyLanes(noted) : CompletableFuture.completedFuture(false))
                .whenComplete((inStep, bug) -> {
                    boolean success = bug == null && inStep;
                    try {
                        afterwards(success);
                    } finally {
                        // Whatever a listener does: the next sync must be possible.
                        running.set(null);
                        result.complete(success);
                    }
                    if (again.get() && !closed) {
                        sync();
                    }
                });
    }

    private CompletionStage<Boolean> syncControl(long noted) {
        return attempt(lanes.control(), noted, () -> controlSync.run(noted)).thenApply(inStep -> {
            if (inStep) {
                listen();
                synced.run();
            } else if (lanes.controlState().isDetached()) {
                lanes.forEachState(this::detach);
                circuits.keyLanes().forEach(Circuit::failedToSync);
            }
            return inStep;
        });
    }

    private CompletionStage<Boolean> syncKeyLanes(long noted) {
        CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
        for (LaneFollower follower : lanes.keyLanes()) {
            // They start at once; only their results are put together one after the other.
            all = all.thenCombine(
                    attempt(follower, noted, () -> laneSync.run(follower, noted)), (one, other) -> one && other);
        }
        return all;
    }

    /** Completes with whether the lane is in step now. */
    private CompletionStage<Boolean> attempt(
            LaneFollower follower, long noted, Supplier<CompletionStage<SyncResult>> sync) {
        Circuit circuit = circuits.of(follower.lane());
        Circuit.Permission permission = circuit.permission();
        if (permission == Circuit.Permission.WAIT) {
            return CompletableFuture.completedFuture(false);
        }
        return Attempt.of(sync).handle((result, failure) -> {
            if (failure == null && permission == Circuit.Permission.FOLLOW && circuit.isOpen()) {
                // It opened meanwhile: then this sync was none to close it by.
                return false;
            }
            if (failure == null) {
                if (permission == Circuit.Permission.PROBE) {
                    circuit.close();
                } else if (follower.state().isDetached()) {
                    circuit.forget();
                }
                follower.state().synced(noted, settings.maxStaleness().toNanos());
                sentLate.addAndGet(result.sent());
                if (result.again()) {
                    again.set(true);
                }
                return true;
            }
            circuit.failedToSync();
            if (!closed) {
                failed(follower.state(), failure);
            }
            return false;
        });
    }

    // ---- loss and return

    private void failed(LaneState lane, Throwable failure) {
        if (!lane.failed()) {
            again.set(true);
            return;
        }
        detach(lane);
        lost(StageFailure.causeOf(failure));
    }

    /** So many calls have failed that nothing more is asked of a lane until a sync has tried it. */
    void circuitOpened(Lane lane) {
        if (lane.isControl()) {
            lanes.forEachState(this::detach);
        } else {
            detach(lanes.keyLanes().get(lane.index()).state());
        }
        // Whoever listens is not to hold up the thread of a call.
        timer.after(Duration.ZERO, () -> {
            if (!closed) {
                lost(circuits.of(lane).reason());
            }
        });
        syncSoon();
    }

    private void detach(LaneState lane) {
        lane.detach(settings.maxStaleness().plus(settings.maxStale()).toNanos());
    }

    /** One word when the first lane is lost, and another when it turns out that waiting does not help. */
    private synchronized void lost(Throwable cause) {
        boolean nowRefused = cause instanceof CacheConfigurationException
                || (cause instanceof RemoteTierException refusal && refusal.isAccessRefused());
        boolean tell = !lost || (nowRefused && !refused);
        if (!lost) {
            lost = true;
            lostSince = clock.nanoTime();
            sentLate.set(0);
        }
        refused |= nowRefused;
        if (tell) {
            listener.onEvent(new CacheEvent.RemoteLost(String.valueOf(cause.getMessage())));
        }
        firstJoin.completeExceptionally(cause);
    }

    boolean isRefused() {
        return refused;
    }

    private synchronized void afterwards(boolean success) {
        if (!success || !lanes.isAttached()) {
            return;
        }
        boolean regained = lost;
        lost = false;
        refused = false;
        if (!firstJoin.complete(null) && regained) {
            Duration after = Duration.ofNanos(clock.nanoTime() - lostSince);
            listener.onEvent(new CacheEvent.RemoteRegained(after, sentLate.get()));
        }
    }

    // ---- the bus

    /** The bus is only for speed: nothing waits for it, and a subscription that fails is tried again with the next sync. */
    private void listen() {
        if (!settings.pubSub() || listening) {
            return;
        }
        listening = true;
        Attempt.of(() -> remote.subscribe(this)).whenComplete((done, failure) -> {
            listening = failure == null;
            if (failure != null) {
                String reason = String.valueOf(StageFailure.causeOf(failure).getMessage());
                listener.onEvent(new CacheEvent.RemoteFailed("*", CacheEvent.RemoteFailed.SUBSCRIBE, reason));
            }
        });
    }

    @Override
    public void onMessage(LogMessage message) {
        LaneFollower follower = lanes.find(message.lane());
        if (follower == null || follower.accept(message) != LaneFollower.Outcome.IN_STEP) {
            syncSoon();
        }
    }

    @Override
    public void onMalformed() {
        listener.onEvent(new CacheEvent.RecordRejected("bus"));
        syncSoon();
    }

    @Override
    public void onSubscribed() {
        syncSoon();
    }
}

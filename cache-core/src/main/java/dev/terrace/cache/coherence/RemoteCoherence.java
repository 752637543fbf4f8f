package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.Matches;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.event.CacheObserver;
import dev.terrace.cache.event.CacheObserver.Direction;
import dev.terrace.cache.event.CacheObserver.Extent;
import dev.terrace.cache.tier.ActivePattern;
import dev.terrace.cache.tier.InstanceState;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.InvalidationJournal;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.Member;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.StageFailure;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Coherence with all instances of a namespace. It sends this instance's invalidations, applies those of the others, and says
 * what a reader may trust.
 *
 * <p>The order of the steps is the proof. Own invalidations: bar, poison, drop, send; acknowledged: drop and poison once more,
 * lower the bar. Others': poison, then drop, so that {@linkplain dev.terrace.cache.near.NearTier an install} sees one of them.
 */
public final class RemoteCoherence implements Coherence, AutoCloseable {

    private final Parts parts;
    private final @Nullable CacheObserver observer;
    private final RemoteTier remote;
    private final RemoteTier combining;
    private final ControlView control = new ControlView(ControlView.MAXIMUM_TAGS);
    private final FillGuard guard = new FillGuard();
    private final Unacknowledged unacknowledged;
    private final OwnOperations own;
    private final Outbox outbox;
    private final Lanes lanes;
    private final Circuits circuits;
    private final ControlSync controlSync;
    private final Membership membership;
    private final Reclaimer reclaimer;
    private final PatternCount patternCount;
    private final SelfCheck selfCheck;
    private final Presence presence;

    /**
     * What it is made of.
     *
     * @param instance unique among all instances of the namespace, without spaces
     * @param remote the port; it is closed with the coherence
     * @param settings how closely others are followed
     * @param clock the clocks
     * @param timer runs the syncs and their steps
     * @param callers runs what callers wait for, whatever the syncs are at
     * @param near the near entries
     * @param listener hears of losses, returns and gaps
     * @param journal keeps what waits for the remote tier; it is closed with the coherence
     */
    public record Parts(
            String instance,
            RemoteTier remote,
            CoherenceSettings settings,
            CacheClock clock,
            Timer timer,
            Timer callers,
            NearEntries near,
            CacheListener listener,
            InvalidationJournal journal) {

        /** With one timer for both, and without a journal: what waits is lost with the process. */
        public Parts(
                String instance,
                RemoteTier remote,
                CoherenceSettings settings,
                CacheClock clock,
                Timer timer,
                NearEntries near,
                CacheListener listener) {
            this(instance, remote, settings, clock, timer, timer, near, listener, InvalidationJournal.NONE);
        }
    }

    public RemoteCoherence(Parts parts) {
        this(parts, OwnOperations.RETENTION);
    }

    /**
     * @param retention how long acknowledged operations are kept in case that the remote tier loses them
     */
    RemoteCoherence(Parts parts, Duration retention) {
        this.parts = parts;
        this.observer = parts.listener.observer();
        // No two instances draw the same.
        RandomGenerator random = new Random(new SplittableRandom(parts.instance.hashCode()).nextLong());
        this.circuits =
                new Circuits(parts.remote.lanes(), parts.settings.circuit(), parts.clock, random, this::circuitOpened);
        this.remote = new CountedTier(parts.remote, circuits, parts.clock);
        this.combining = new CombiningTier(remote, parts.callers, parts.clock);
        this.unacknowledged = new Unacknowledged(control, remote.lanes(), parts.near::caches, parts.journal);
        this.own = new OwnOperations(parts.instance, parts.clock, retention, parts.near::caches);
        this.outbox = new Outbox(remote, own);
        this.lanes = new Lanes(remote.lanes(), parts.clock.nanoTime(), own, this::applied);
        this.controlSync = new ControlSync(
                remote,
                lanes.control(),
                control,
                own,
                unacknowledged,
                parts.clock,
                parts.listener,
                this::controlBroken,
                this::retired);
        LaneSync laneSync =
                new LaneSync(parts.remote, outbox, own, unacknowledged, key -> forget(key, null), parts.listener);
        this.membership = new Membership(
                parts.remote,
                lanes,
                controlSync,
                laneSync,
                circuits,
                parts.settings,
                parts.clock,
                parts.timer,
                parts.listener,
                random,
                this::controlSynced);
        this.reclaimer = new Reclaimer(parts.remote, control, own, membership, parts.timer, this::serverMillis);
        this.patternCount = new PatternCount(parts.remote, parts.timer, membership::isConnected);
        this.selfCheck = new SelfCheck(
                parts.remote, parts.near, membership, lanes, parts.settings.selfCheck(), parts.timer, parts.listener);
        this.presence = new Presence(parts.remote, parts.instance, parts.clock);
    }

    /**
     * The remote tier as readers and writers must use it: what they ask at the same time goes out together, and how their calls end
     * decides whether it is asked at all.
     */
    public RemoteTier remote() {
        return combining;
    }

    private void circuitOpened(Lane lane) {
        membership.circuitOpened(lane);
    }

    /** Joins the namespace in the background and follows its logs from then on. */
    public void start() {
        membership.start();
        selfCheck.start();
    }

    /** Completes when the namespace was joined for the first time; fails if the first try failed. */
    public CompletionStage<Void> firstJoin() {
        return membership.firstJoin();
    }

    /** Whether the server of the control lane can be asked. */
    public boolean isConnected() {
        return membership.isConnected();
    }

    /** Whether it cannot be asked for a reason that waiting does not heal. */
    public boolean isRefused() {
        return membership.isRefused();
    }

    /** How each lane is followed, the control lane first. */
    public List<LaneStatus> lanes() {
        long now = parts.clock.nanoTime();
        return Stream.concat(Stream.of(lanes.control()), lanes.keyLanes().stream())
                .map(follower -> follower.status(now, circuits.of(follower.lane())))
                .toList();
    }

    /** What this instance announces of its state from now on, beside that it is there; asked every some seconds, and must not block. */
    public void announce(Supplier<@Nullable InstanceState> state) {
        presence.tell(state);
    }

    /** The version of this library. */
    public static String version() {
        return Presence.version();
    }

    /** This instance as it announces itself; its last sync is not in it. */
    public Member self() {
        return presence.withState();
    }

    /** The instances that announced themselves within the last minute. Fails if the remote tier cannot be asked. */
    public CompletionStage<List<Member>> instances() {
        return membership.isConnected()
                ? Attempt.of(parts.remote::members)
                : CompletableFuture.failedFuture(Membership.away());
    }

    /** How many invalidations of this instance wait to be sent again. */
    public int waiting() {
        return unacknowledged.size();
    }

    /** How long ago the log of each lane was known here to its end; of the one that is furthest behind. */
    public Duration lag() {
        return Duration.ofNanos(lanes.nanosBehind(parts.clock.nanoTime()));
    }

    /** Whether every lane can be asked. */
    public boolean isConnectedToAll() {
        return membership.isConnectedToAll();
    }

    @Override
    public void keepTagsFor(@Nullable Duration life) {
        presence.longestLife(life);
    }

    /** What the control lane has lost may have been a pattern, whose old values are gone from the remote tier without a record. */
    private void controlBroken() {
        lanes.breakLogs();
    }

    private void controlSynced() {
        presence.announce();
        reclaimer.workAtPatterns();
    }

    // ---- being in step

    @Override
    public CompletionStage<Boolean> sync() {
        return membership.sync();
    }

    @Override
    public CompletionStage<Boolean> syncFromNow(long hash) {
        return membership.syncFromNow(lanes.follower(hash));
    }

    @Override
    public void suspect() {
        var ignored = membership.sync();
    }

    @Override
    public ControlView control() {
        return control;
    }

    @Override
    public LaneState controlLane() {
        return lanes.controlState();
    }

    @Override
    public LaneState lane(long hash) {
        return lanes.state(hash);
    }

    @Override
    public boolean isConnected(long hash) {
        return membership.isConnected(hash);
    }

    @Override
    public boolean isInStep(long hash) {
        long now = parts.clock.nanoTime();
        return lanes.controlState().isTrusted(now) && lanes.state(hash).isTrusted(now);
    }

    @Override
    public long trustedAloneUntil(FillTask task) {
        // A clock that has missed something since then measures nothing.
        return lanes.controlState().isMeasuredSince(task.beganAt())
                ? task.beganAt() + parts.settings.maxStaleness().toNanos()
                : task.beganAt();
    }

    @Override
    public boolean mayShare(long hash, long beganAt) {
        CoherenceSettings settings = parts.settings;
        Duration most = isConnected(hash)
                ? settings.maxStaleness()
                : settings.maxStaleness().plus(settings.maxStale());
        boolean recent = parts.clock.nanoTime() - beganAt < most.toNanos()
                && lanes.controlState().isMeasuredSince(beganAt);
        return recent || isInStep(hash);
    }

    @Override
    public CompletionStage<Void> followControl() {
        return controlSync.refresh().thenAccept(inStep -> {
            if (!inStep) {
                suspect();
            }
        });
    }

    @Override
    public CompletionStage<Void> lookUp(Collection<String> tags) {
        long noted = control.position();
        return remote.tagPositions(tags)
                .thenAccept(known -> {
                    if (known.completeSince() == Position.END) {
                        // The control keys are lost: a sync makes them anew, and then these entries are invalid.
                        suspect();
                    } else {
                        control.learn(tags, known, noted);
                    }
                })
                .exceptionally(failure -> {
                    // Then they stay unknown, and what carries them is loaded again.
                    suspect();
                    return null;
                });
    }

    @Override
    public long serverMillis() {
        return controlSync.serverMillis();
    }

    // ---- fills

    @Override
    public String newToken() {
        return own.next();
    }

    @Override
    public FillTask beginFill(Object id) {
        int gap = id instanceof Long hash ? lanes.state(hash).gap() : 0;
        return guard.begin(id, control.position(), gap, parts.clock.nanoTime());
    }

    @Override
    public void endFill(FillTask task) {
        guard.end(task);
    }

    @Override
    public void poison(Object id, @Nullable FillTask spared) {
        guard.poison(id, spared);
    }

    @Override
    public void poisonAll(Predicate<Object> ids) {
        guard.poisonAll(ids);
    }

    // ---- own invalidations

    @Override
    public boolean isBarred(long hash) {
        return unacknowledged.isBarred(hash);
    }

    @Override
    public CompletionStage<Boolean> invalidate(RemoteKey key, @Nullable Lease next, @Nullable FillTask spared) {
        KeyChange change = new KeyChange(key, next, spared);
        begin(change);
        CompletionStage<Boolean> removed = added(change);
        outbox.flush(key);
        return removed;
    }

    /** All are barred before any is sent, and one that cannot be sent keeps no other. */
    @Override
    public List<CompletionStage<Boolean>> invalidate(List<KeyChange> changes) {
        changes.forEach(this::begin);
        List<CompletionStage<Boolean>> removed =
                changes.stream().map(this::added).toList();
        outbox.flush();
        return removed;
    }

    private void begin(KeyChange change) {
        count(Direction.OUT, Extent.KEY, change.key().cache(), 1);
        unacknowledged.begin(change.key());
        forget(change.key(), change.spared());
    }

    private CompletionStage<Boolean> added(KeyChange change) {
        RemoteKey key = change.key();
        if (!isConnected(key.hash())) {
            unacknowledged.failed(key, 1);
            return CompletableFuture.failedFuture(Membership.away());
        }
        return outbox.add(key, change.next()).whenComplete((removed, failure) -> {
            if (failure == null) {
                forget(key, change.spared());
                unacknowledged.acknowledged(key, 1);
            } else {
                forget(key, null);
                unacknowledged.failed(key, 1);
                suspect();
            }
        });
    }

    private void forget(RemoteKey key, @Nullable FillTask spared) {
        guard.poison(key.hash(), spared);
        parts.near.drop(key.hash());
    }

    @Override
    public CompletionStage<Void> invalidate(Invalidation invalidation) {
        count(Direction.OUT, invalidation);
        unacknowledged.begin(invalidation);
        // What is under way began before it, and whom it concerns is not known yet.
        guard.poisonAll(id -> true);
        if (!isConnected()) {
            unacknowledged.failed(invalidation, 1);
            return CompletableFuture.failedFuture(Membership.away());
        }
        return controlSync
                .append(invalidation)
                .thenCompose(inStep ->
                        inStep ? CompletableFuture.completedFuture(true) : membership.syncFromNow(lanes.control()))
                .handle((inStep, failure) -> {
                    if (failure == null && inStep) {
                        unacknowledged.acknowledged(invalidation, 1);
                        return null;
                    }
                    throw notAcknowledged(invalidation, failure);
                });
    }

    private RuntimeException notAcknowledged(Invalidation invalidation, @Nullable Throwable failure) {
        if (failure != null && ControlSync.isTooManyPatterns(failure)) {
            unacknowledged.acknowledged(invalidation, 1);
            return new CompletionException(StageFailure.causeOf(failure));
        }
        unacknowledged.failed(invalidation, 1);
        suspect();
        return failure != null ? new CompletionException(StageFailure.causeOf(failure)) : Membership.away();
    }

    @Override
    public CompletionStage<Matches> count(KeyPattern pattern) {
        return patternCount.of(pattern);
    }

    // ---- the log

    /** The effect of an entry that another instance wrote, or that landed late. */
    private void applied(Lane lane, LogEntry entry, @Nullable Invalidation invalidation) {
        if (invalidation == null) {
            parts.listener.onEvent(new CacheEvent.RecordRejected(lane.label()));
        }
        if (lane.isControl()) {
            appliedToAll(entry, invalidation);
        } else if (invalidation instanceof Invalidation.OfKeys keys) {
            if (!own.isMine(entry.operation())) {
                count(Direction.IN, Extent.KEY, "*", keys.hashes().size());
            }
            for (long hash : keys.hashes()) {
                guard.poison(hash, null);
                parts.near.drop(hash);
            }
        } else if (!(invalidation instanceof Invalidation.None)) {
            // Nobody knows which keys it names.
            lanes.breakLog(lane);
        }
    }

    private void appliedToAll(LogEntry entry, @Nullable Invalidation invalidation) {
        if (invalidation == null) {
            control.clearUpTo(entry.position());
            return;
        }
        if (invalidation instanceof Invalidation.OfPattern ofPattern) {
            addPattern(entry, ofPattern);
        } else {
            control.apply(invalidation, entry.position());
        }
        if (invalidation instanceof Invalidation.Retired gone) {
            retired(gone.pattern());
        }
        if (own.isMine(entry.operation())) {
            reclaimer.wrote(entry, invalidation);
        } else {
            count(Direction.IN, invalidation);
        }
    }

    private void count(Direction direction, Invalidation invalidation) {
        if (invalidation instanceof Invalidation.OfTags tags) {
            count(direction, Extent.TAG, "*", tags.tags().size());
        } else if (invalidation instanceof Invalidation.OfCache clear) {
            count(direction, Extent.CLEAR, clear.cache(), 1);
        } else if (invalidation instanceof Invalidation.OfPattern ofPattern) {
            count(direction, Extent.PATTERN, ofPattern.pattern().cache(), 1);
        }
    }

    private void count(Direction direction, Extent extent, String cache, int count) {
        if (observer != null) {
            observer.invalidated(direction, extent, cache, count);
        }
    }

    /**
     * What is under way began before it and is not installed; what is near is invalid from now on, and dropped a moment later,
     * since that takes time.
     */
    private void addPattern(LogEntry entry, Invalidation.OfPattern ofPattern) {
        String operation = entry.operation();
        String owner = operation.substring(0, Math.max(0, operation.lastIndexOf('-')));
        long deadline = serverMillis() + RemoteTier.PATTERN_OWNERSHIP.toMillis();
        control.add(new ActivePattern(operation, ofPattern.pattern(), entry.position(), owner, deadline));
        guard.poisonAll(id -> true);
        parts.timer.after(Duration.ZERO, () -> parts.near.drop(ofPattern.pattern()));
    }

    /** The remote tier holds no old value of it, but a reply that is under way may: it is forgotten a while later. */
    private void retired(String pattern) {
        parts.timer.after(parts.settings.maxStaleness(), () -> {
            guard.poisonAll(id -> true);
            control.forget(pattern);
        });
    }

    @Override
    public void close() {
        membership.close();
        remote.close();
        // Last: what was under way waits now.
        parts.journal.close();
    }
}

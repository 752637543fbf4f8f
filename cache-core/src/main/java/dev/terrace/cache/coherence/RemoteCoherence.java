package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Coherence with all instances of a namespace. It sends this instance's invalidations, applies those of the others, and says
 * what a reader may trust.
 *
 * <p>The order of the steps is the proof. Own invalidations: bar, poison, drop, send; acknowledged: drop and poison once more,
 * lower the bar. Others': poison, then drop, so that {@linkplain dev.terrace.cache.near.NearTier an install} sees one of them.
 */
public final class RemoteCoherence implements Coherence, AutoCloseable {

    private static final int MAXIMUM_TAGS = 100_000;

    private final RemoteTier remote;
    private final CacheClock clock;
    private final LongConsumer dropNear;
    private final ControlView control = new ControlView(MAXIMUM_TAGS);
    private final FillGuard guard = new FillGuard();
    private final Unacknowledged unacknowledged = new Unacknowledged(control);
    private final OwnOperations own;
    private final Lanes lanes;
    private final Membership membership;

    /**
     * @param instance unique among all instances of the namespace, without spaces
     * @param remote the port; it is closed with this object
     * @param clock the clocks
     * @param timer runs the syncs and their steps
     * @param dropNear drops the near entry of a hash
     * @param listener hears of losses, returns and gaps
     */
    public RemoteCoherence(
            String instance,
            RemoteTier remote,
            CoherenceSettings settings,
            CacheClock clock,
            Timer timer,
            LongConsumer dropNear,
            CacheListener listener) {
        this.remote = remote;
        this.clock = clock;
        this.dropNear = dropNear;
        this.own = new OwnOperations(instance);
        this.lanes = new Lanes(remote.lanes(), clock.nanoTime(), own, this::applied);
        this.membership = new Membership(
                new Replay(remote, unacknowledged, own), lanes, control, settings, clock, timer, listener);
    }

    /** Joins the namespace in the background and follows its logs from then on. */
    public void start() {
        membership.start();
    }

    /** Completes when the namespace was joined for the first time; fails if the first try failed. */
    public CompletionStage<Void> firstJoin() {
        return membership.firstJoin();
    }

    @Override
    public CompletionStage<Boolean> sync() {
        return membership.sync();
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
    public boolean isConnected() {
        return membership.isConnected();
    }

    @Override
    public boolean isBarred(long hash) {
        return unacknowledged.isBarred(hash);
    }

    @Override
    public FillTask beginFill(Object id) {
        int gap = id instanceof Long hash ? lanes.state(hash).gap() : 0;
        return guard.begin(id, control.position(), gap);
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

    @Override
    public CompletionStage<Appended> invalidate(RemoteKey key, @Nullable Lease next, @Nullable FillTask spared) {
        unacknowledged.begin(key);
        forget(key, spared);
        if (!isConnected()) {
            unacknowledged.failed(key, 1);
            return CompletableFuture.failedFuture(Membership.away());
        }
        String operation = own.begin();
        return remote.invalidate(key, operation, next).whenComplete((appended, failure) -> {
            if (failure == null) {
                forget(key, spared);
                unacknowledged.acknowledged(key, 1);
            } else {
                own.failed(operation);
                forget(key, null);
                unacknowledged.failed(key, 1);
                suspect();
            }
        });
    }

    private void forget(RemoteKey key, @Nullable FillTask spared) {
        guard.poison(key.hash(), spared);
        dropNear.accept(key.hash());
    }

    @Override
    public CompletionStage<Void> invalidate(Invalidation invalidation) {
        unacknowledged.begin(invalidation);
        if (!isConnected()) {
            unacknowledged.failed(invalidation, 1);
            return CompletableFuture.failedFuture(Membership.away());
        }
        return membership.append(invalidation).whenComplete((done, failure) -> {
            if (failure == null) {
                unacknowledged.acknowledged(invalidation, 1);
            } else {
                unacknowledged.failed(invalidation, 1);
                suspect();
            }
        });
    }

    @Override
    public boolean isInStep() {
        return lanes.controlState().isTrusted(clock.nanoTime());
    }

    @Override
    public void suspect() {
        var ignored = membership.sync();
    }

    @Override
    public long serverMillis() {
        return clock.millis() + membership.serverOffset();
    }

    /** The effect of an entry that another instance wrote, or that landed late. */
    private void applied(Lane lane, @Nullable Invalidation invalidation, long position) {
        if (lane.isControl()) {
            if (invalidation == null) {
                control.clearUpTo(position);
            } else {
                control.apply(invalidation, position);
            }
        } else if (invalidation instanceof Invalidation.OfKeys keys) {
            for (long hash : keys.hashes()) {
                guard.poison(hash, null);
                dropNear.accept(hash);
            }
        } else if (!(invalidation instanceof Invalidation.None)) {
            // Nobody knows which keys it names.
            lanes.breakLog(lane);
        }
    }

    @Override
    public void close() {
        membership.close();
        remote.close();
    }
}

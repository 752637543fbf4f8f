package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.Matches;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Coherence within one process, where no remote tier is configured: positions come from a counter, every lane is always trusted
 * and nothing is ever unacknowledged.
 */
public final class LocalCoherence implements Coherence {

    private final CacheClock clock;
    private final ControlView control = new ControlView(ControlView.MAXIMUM_TAGS);
    private final LaneState lane;
    private final FillGuard guard = new FillGuard();
    private final AtomicLong tokens = new AtomicLong();

    public LocalCoherence(CacheClock clock) {
        this.clock = clock;
        this.lane = new LaneState(clock.nanoTime());
        lane.synced(clock.nanoTime(), LaneState.FOR_EVER);
    }

    @Override
    public ControlView control() {
        return control;
    }

    @Override
    public LaneState controlLane() {
        return lane;
    }

    @Override
    public LaneState lane(long hash) {
        return lane;
    }

    @Override
    public boolean isConnected(long hash) {
        return false;
    }

    @Override
    public boolean isBarred(long hash) {
        return false;
    }

    @Override
    public FillTask beginFill(Object id) {
        return guard.begin(id, control.position(), lane.gap(), clock.nanoTime());
    }

    @Override
    public long trustedAloneUntil(FillTask task) {
        return task.beganAt() + LaneState.FOR_EVER;
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
    public boolean mayShare(long hash, long beganAt) {
        return true;
    }

    @Override
    public boolean isInStep(long hash) {
        return true;
    }

    @Override
    public CompletionStage<Boolean> sync() {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Boolean> syncFromNow(long hash) {
        return sync();
    }

    @Override
    public CompletionStage<Void> followControl() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void keepTagsFor(@Nullable Duration life) {
        // The tags of one process are forgotten when there are too many.
    }

    @Override
    public CompletionStage<Void> lookUp(Collection<String> tags) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public String newToken() {
        return Long.toString(tokens.incrementAndGet());
    }

    @Override
    public CompletionStage<Boolean> invalidate(RemoteKey key, @Nullable Lease next, @Nullable FillTask spared) {
        guard.poison(key.hash(), spared);
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<Void> invalidate(Invalidation invalidation) {
        control.applyNext(invalidation);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Matches> count(KeyPattern pattern) {
        return CompletableFuture.completedFuture(Matches.NONE);
    }

    @Override
    public void suspect() {
        // There is nothing to look at.
    }

    @Override
    public long serverMillis() {
        return clock.millis();
    }
}

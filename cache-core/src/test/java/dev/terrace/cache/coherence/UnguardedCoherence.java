package dev.terrace.cache.coherence;

import dev.terrace.cache.Matches;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The mistake of other near caches, put back: a fill does not learn of invalidations that happen while it is under way. */
public final class UnguardedCoherence implements Coherence {

    private final Coherence coherence;

    public UnguardedCoherence(Coherence coherence) {
        this.coherence = coherence;
    }

    @Override
    public FillTask beginFill(Object id) {
        int gap = id instanceof Long hash ? lane(hash).gap() : 0;
        FillTask known = coherence.beginFill(id);
        coherence.endFill(known);
        return new FillTask(id, control().position(), gap, known.beganAt());
    }

    @Override
    public long trustedAloneUntil(FillTask task) {
        return coherence.trustedAloneUntil(task);
    }

    @Override
    public void endFill(FillTask task) {
        // It was never entered anywhere.
    }

    @Override
    public void poison(Object id, @Nullable FillTask spared) {
        coherence.poison(id, spared);
    }

    @Override
    public void poisonAll(Predicate<Object> ids) {
        coherence.poisonAll(ids);
    }

    @Override
    public boolean mayShare(long hash, long beganAt) {
        return coherence.mayShare(hash, beganAt);
    }

    @Override
    public boolean isInStep(long hash) {
        return coherence.isInStep(hash);
    }

    @Override
    public CompletionStage<Boolean> sync() {
        return coherence.sync();
    }

    @Override
    public ControlView control() {
        return coherence.control();
    }

    @Override
    public LaneState controlLane() {
        return coherence.controlLane();
    }

    @Override
    public LaneState lane(long hash) {
        return coherence.lane(hash);
    }

    @Override
    public boolean isConnected(long hash) {
        return coherence.isConnected(hash);
    }

    @Override
    public boolean isBarred(long hash) {
        return coherence.isBarred(hash);
    }

    @Override
    public CompletionStage<Boolean> invalidate(RemoteKey key, @Nullable Lease next, @Nullable FillTask spared) {
        return coherence.invalidate(key, next, spared);
    }

    @Override
    public CompletionStage<Void> invalidate(Invalidation invalidation) {
        return coherence.invalidate(invalidation);
    }

    @Override
    public CompletionStage<Matches> count(KeyPattern pattern) {
        return coherence.count(pattern);
    }

    @Override
    public void suspect() {
        coherence.suspect();
    }

    @Override
    public long serverMillis() {
        return coherence.serverMillis();
    }

    @Override
    public CompletionStage<Boolean> syncFromNow(long hash) {
        return coherence.syncFromNow(hash);
    }

    @Override
    public CompletionStage<Void> followControl() {
        return coherence.followControl();
    }

    @Override
    public void keepTagsFor(@Nullable Duration life) {
        coherence.keepTagsFor(life);
    }

    @Override
    public CompletionStage<Void> lookUp(Collection<String> tags) {
        return coherence.lookUp(tags);
    }

    @Override
    public String newToken() {
        return coherence.newToken();
    }
}

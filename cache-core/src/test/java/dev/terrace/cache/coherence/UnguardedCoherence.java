package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
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
        return new FillTask(id, control().position(), gap);
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
    public boolean isInStep() {
        return coherence.isInStep();
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
    public boolean isConnected() {
        return coherence.isConnected();
    }

    @Override
    public boolean isBarred(long hash) {
        return coherence.isBarred(hash);
    }

    @Override
    public CompletionStage<Appended> invalidate(RemoteKey key, @Nullable Lease next, @Nullable FillTask spared) {
        return coherence.invalidate(key, next, spared);
    }

    @Override
    public CompletionStage<Void> invalidate(Invalidation invalidation) {
        return coherence.invalidate(invalidation);
    }

    @Override
    public void suspect() {
        coherence.suspect();
    }

    @Override
    public long serverMillis() {
        return coherence.serverMillis();
    }
}

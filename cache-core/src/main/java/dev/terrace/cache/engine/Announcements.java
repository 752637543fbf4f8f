package dev.terrace.cache.engine;

import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.Coherence.KeyChange;
import dev.terrace.cache.tier.Invalidation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The invalidations of one cache, as an observer sees them while they are sent; what only waits for the remote tier is not seen. */
final class Announcements {

    private static final String INVALIDATE = "invalidate";

    private final Coherence coherence;
    private final ObservedWork observed;

    Announcements(Coherence coherence, ObservedWork observed) {
        this.coherence = coherence;
        this.observed = observed;
    }

    /** As {@link Coherence#invalidate(dev.terrace.cache.tier.RemoteKey, dev.terrace.cache.tier.Lease, dev.terrace.cache.coherence.FillTask)}. */
    CompletionStage<Boolean> key(KeyChange change) {
        return observed.isSeen() && coherence.isConnected(change.key().hash())
                ? observed.remote(INVALIDATE, () -> List.of(change.key().text()), () -> invalidate(change))
                : invalidate(change);
    }

    private CompletionStage<Boolean> invalidate(KeyChange change) {
        return coherence.invalidate(change.key(), change.next(), change.spared());
    }

    /** As {@link Coherence#invalidate(List)}; seen as one. */
    List<CompletionStage<Boolean>> keys(List<KeyChange> changes) {
        boolean sent = observed.isSeen()
                && !changes.isEmpty()
                && changes.stream()
                        .allMatch(change -> coherence.isConnected(change.key().hash()));
        if (!sent) {
            return coherence.invalidate(changes);
        }
        List<List<CompletionStage<Boolean>>> all = new ArrayList<>();
        var unused = observed.remote(
                INVALIDATE,
                () -> changes.stream().map(change -> change.key().text()).toList(),
                () -> {
                    List<CompletionStage<Boolean>> removed = coherence.invalidate(changes);
                    all.add(removed);
                    return CompletableFuture.allOf(removed.stream()
                            .map(CompletionStage::toCompletableFuture)
                            .toArray(CompletableFuture[]::new));
                });
        return all.get(0);
    }

    /** As {@link Coherence#invalidate(Invalidation)}. */
    CompletionStage<Void> many(String operation, Invalidation invalidation) {
        return !observed.isSeen() || coherence.controlLane().isDetached()
                ? coherence.invalidate(invalidation)
                : observed.remote(operation, List::of, () -> coherence.invalidate(invalidation));
    }
}

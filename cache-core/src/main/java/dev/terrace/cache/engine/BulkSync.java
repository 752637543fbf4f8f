package dev.terrace.cache.engine;

import dev.terrace.cache.coherence.LaneState;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** What reads several keys strongly has to know first: which of them are in step from now on. One sync for each lane. */
final class BulkSync {

    private final CacheCore core;
    private final Map<LaneState, CompletableFuture<Boolean>> lanes = new HashMap<>();

    private BulkSync(CacheCore core) {
        this.core = core;
    }

    /** Completes, never exceptionally, with the answer for each of these keys. */
    static CompletableFuture<Predicate<EntryKey>> of(CacheCore core, Collection<EntryKey> keys) {
        BulkSync sync = new BulkSync(core);
        keys.forEach(key -> sync.lanes.computeIfAbsent(
                sync.lane(key), lane -> core.coherence.syncFromNow(key.hash()).toCompletableFuture()));
        return CompletableFuture.allOf(sync.lanes.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> sync::isInStep);
    }

    private LaneState lane(EntryKey key) {
        return core.coherence.lane(key.hash());
    }

    private boolean isInStep(EntryKey key) {
        return Objects.requireNonNull(lanes.get(lane(key))).join();
    }
}

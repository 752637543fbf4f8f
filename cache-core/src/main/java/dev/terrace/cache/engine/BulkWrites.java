package dev.terrace.cache.engine;

import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.coherence.Coherence.KeyChange;
import dev.terrace.cache.coherence.LaneState;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.Writes.Put;
import dev.terrace.cache.tier.RemoteTier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The write path of one cache for several keys at once. Every stage completes normally. Thread-safe. */
final class BulkWrites {

    private final CacheCore core;
    private final Writes writes;

    BulkWrites(CacheCore core, Writes writes) {
        this.core = core;
        this.writes = writes;
    }

    private Stream<EntryKey> keys(Collection<?> keys) {
        return new BulkKeys<Object>(keys, core.parts.keys()).all().stream().map(core::keyOf);
    }

    // ---- put

    private record Pair(EntryKey key, @Nullable Object value) {}

    CompletionStage<Void> put(Map<?, ? extends @Nullable Object> values, EntryDescription entry) {
        List<Pair> pairs = new ArrayList<>();
        new BulkKeys<Object>(values.keySet(), core.parts.keys())
                .all()
                .forEach(key -> pairs.add(new Pair(core.keyOf(key), values.get(key))));
        if (!core.shared) {
            pairs.forEach(pair -> writes.putHere(pair.key, pair.value, entry));
            return CompletableFuture.completedFuture(null);
        }
        return all(chunks(pairs).stream().map(chunk -> put(chunk, entry)).toList());
    }

    /** Each is of one lane and goes in one call. */
    private List<List<Pair>> chunks(List<Pair> pairs) {
        List<List<Pair>> chunks = new ArrayList<>();
        Map<LaneState, List<Pair>> open = new HashMap<>();
        for (Pair pair : pairs) {
            LaneState lane = core.coherence.lane(pair.key.hash());
            List<Pair> chunk = open.get(lane);
            if (chunk == null || chunk.size() == RemoteTier.MAXIMUM_BULK) {
                chunk = new ArrayList<>();
                open.put(lane, chunk);
                chunks.add(chunk);
            }
            chunk.add(pair);
        }
        return chunks;
    }

    /** Fills when all old values of the chunk are gone, or it is known that they are not. */
    private CompletableFuture<Void> put(List<Pair> chunk, EntryDescription entry) {
        List<Put> puts = chunk.stream()
                .map(pair -> writes.begin(pair.key, pair.value, entry))
                .toList();
        Gathering<Object, Object> fills = new Gathering<>(core, Runnable::run, null, null);
        fills.hold();
        List<CompletionStage<Boolean>> removed = core.announcements.keys(puts.stream()
                .map(put -> new KeyChange(put.key(), put.lease(), put.task()))
                .toList());
        List<CompletableFuture<CompletionStage<Boolean>>> filling = new ArrayList<>();
        for (int i = 0; i < puts.size(); i++) {
            filling.add(writes.invalidated(
                            puts.get(i), removed.get(i), fills.join(puts.get(i).key(), i))
                    .toCompletableFuture());
        }
        return all(filling)
                .handle((done, failure) -> {
                    fills.letGo();
                    return filling.stream()
                            .map(each -> each.thenCompose(Function.identity()))
                            .toList();
                })
                .thenCompose(BulkWrites::all)
                .handle((done, failure) -> {
                    puts.forEach(writes::ended);
                    return null;
                });
    }

    private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> stages) {
        return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new));
    }

    // ---- evict

    CompletionStage<Boolean> evict(Collection<?> named) {
        List<EntryKey> keys = keys(named).toList();
        core.statistics.removals.add(keys.size());
        boolean wasNear = keys.stream().filter(this::evictHere).count() > 0;
        if (!core.shared) {
            return CompletableFuture.completedFuture(wasNear);
        }
        List<CompletableFuture<Boolean>> removed = core
                .announcements
                .keys(keys.stream()
                        .map(key -> new KeyChange(RemoteAccess.remoteKey(key), null, null))
                        .toList())
                .stream()
                .map(CompletionStage::toCompletableFuture)
                .toList();
        return all(removed).handle((done, failure) -> {
            if (failure != null) {
                core.remote.failed("evictAll", failure);
            }
            return wasNear || removed.stream().anyMatch(each -> !each.isCompletedExceptionally() && each.join());
        });
    }

    private boolean evictHere(EntryKey key) {
        if (!core.shared) {
            core.coherence.poison(key.id(), null);
        }
        return core.dropNear(key);
    }
}

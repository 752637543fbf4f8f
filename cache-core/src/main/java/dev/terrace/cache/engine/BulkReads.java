package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The read paths of one cache for several keys at once. Thread-safe. */
final class BulkReads {

    private final CacheCore core;
    private final Reads reads;
    private final Lookups lookups;

    BulkReads(CacheCore core, Reads reads, Lookups lookups) {
        this.core = core;
        this.reads = reads;
        this.lookups = lookups;
    }

    private <K> BulkKeys<K> keys(Collection<? extends K> keys) {
        return new BulkKeys<>(keys, core.parts.keys());
    }

    /** @throws Exception what the loader threw */
    <K, V> Map<K, CachedValue<V>> fetch(Collection<? extends K> keys, BulkLoading<K, V> loading, EntryDescription entry)
            throws Exception {
        boolean detached = Deadlines.of(core.policy, 0).exist();
        Executor executor = detached ? core.executor() : null;
        return new BulkRead<>(reads, this.<K>keys(keys), loading, entry, executor).fetch();
    }

    <K, V> CompletionStage<Map<K, CachedValue<V>>> fetchAsync(
            Collection<? extends K> keys, BulkLoading<K, V> loading, EntryDescription entry) {
        return new BulkRead<>(reads, this.<K>keys(keys), loading, entry, core.executor()).fetchAsync();
    }

    <K> CompletionStage<Map<K, CachedValue<Object>>> lookup(
            Collection<? extends K> named, EntryDescription entry, Executor executor) {
        BulkKeys<K> keys = keys(named);
        if (!reads.isStrong(entry)) {
            return lookup(keys, executor, (key, calls) -> lookups.lookup(key, entry, calls));
        }
        List<EntryKey> all = keys.all().stream().map(core::keyOf).toList();
        return BulkSync.of(core, all)
                .thenComposeAsync(
                        inStep -> lookup(
                                keys,
                                executor,
                                (key, calls) ->
                                        lookups.synced(core.keyOf(key), inStep.test(core.keyOf(key)), entry, calls)),
                        executor);
    }

    private interface Look<K> {
        CompletionStage<@Nullable CachedValue<Object>> look(K key, KeyCalls<Object> calls);
    }

    private <K> CompletionStage<Map<K, CachedValue<Object>>> lookup(BulkKeys<K> keys, Executor executor, Look<K> look) {
        Gathering<K, Object> gathering = new Gathering<>(core, executor, null, null);
        Map<Object, CompletableFuture<@Nullable CachedValue<Object>>> looks = new HashMap<>(2 * keys.size());
        gathering.together(() -> keys.forEach((near, key) ->
                looks.put(near, look.look(key, gathering.join(key, 0)).toCompletableFuture())));
        return CompletableFuture.allOf(looks.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> keys.inOrder(
                        near -> Objects.requireNonNull(looks.get(near)).join()));
    }
}

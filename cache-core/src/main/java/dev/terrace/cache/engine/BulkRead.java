package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.engine.BlockingRead.Leading;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.Flights.Place;
import dev.terrace.cache.engine.Lead.Purpose;
import dev.terrace.cache.engine.NearAccess.Found;
import dev.terrace.cache.engine.NearAccess.Use;
import dev.terrace.cache.engine.Reads.Request;
import dev.terrace.cache.near.NearEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One read of several keys that may load. It boards a flight for each key that is not near, leads those that nobody led,
 * {@linkplain Gathering in step}, and then waits for the others: so two reads, each of which has what the other one waits for, do
 * not wait for each other.
 */
final class BulkRead<K, V> {

    /** After so many loads in vain a caller helps itself. */
    private static final int BOARDINGS = 3;

    private final Reads reads;
    private final CacheCore core;
    private final BulkKeys<K> keys;
    private final BulkLoading<K, V> loading;
    private final EntryDescription entry;
    private final long beganAt;
    private final CallerThread caller = new CallerThread();
    private final Gathering<K, V> refreshes;
    private final Gathering<K, V> leads;
    private final Map<Object, CachedValue<V>> results = new ConcurrentHashMap<>();

    /** @param executor where the steps of what it leads run; null for the thread of a caller who blocks */
    BulkRead(
            Reads reads,
            BulkKeys<K> keys,
            BulkLoading<K, V> loading,
            EntryDescription entry,
            @Nullable Executor executor) {
        this.reads = reads;
        this.core = reads.core;
        this.keys = keys;
        this.loading = loading;
        this.entry = entry;
        this.beganAt = core.parts.clock().nanoTime();
        this.refreshes = new Gathering<>(core, core.executor(), loading, null);
        this.leads = new Gathering<>(core, executor != null ? executor : caller, loading, refreshes);
    }

    /**
     * A key that is not served yet.
     *
     * @param old a near entry that may be served in trouble; null if there is none
     */
    private record Missing<K, V>(
            K key, Request<V> request, @Nullable Found old) {

        EntryKey entryKey() {
            return request.key();
        }

        Object near() {
            return entryKey().near();
        }
    }

    // ---- what is near

    /** Serves what is near, and gives the rest. */
    private List<Missing<K, V>> missing() {
        List<Missing<K, V>> missing = new ArrayList<>();
        leads.together(() -> {
            int number = 0;
            for (K key : keys.all()) {
                NearEntry hit = reads.nearHit(key, entry);
                Missing<K, V> closer = hit == null ? look(key, number) : null;
                number++;
                if (hit != null) {
                    results.put(KeyText.nearKey(key, core.parts.keys()), core.served(hit));
                } else if (closer != null) {
                    missing.add(closer);
                }
            }
        });
        return missing;
    }

    private @Nullable Missing<K, V> look(K key, int number) {
        Request<V> request = new Request<>(
                core.keyOf(key),
                loading.of(key),
                entry,
                beganAt,
                (purpose, executor) -> (purpose == Purpose.REFRESH ? refreshes : leads).join(key, number));
        Found found = reads.isStrong(entry) ? null : core.look(request.key());
        if (found != null && found.use() != Use.IN_TROUBLE) {
            results.put(request.key().near(), reads.near(found, request));
            return null;
        }
        return new Missing<>(key, request, found);
    }

    /**
     * What to do with those that are missing.
     *
     * @param shared board flights
     * @param alone are loaded by themselves: their lanes are not in step, so nobody knows what was invalidated
     */
    private record Split<K, V>(List<Missing<K, V>> shared, List<Missing<K, V>> alone) {}

    /** Whoever reads strongly has to be in step from now on. */
    private CompletableFuture<Split<K, V>> split(List<Missing<K, V>> missing) {
        if (!reads.isStrong(entry)) {
            return CompletableFuture.completedFuture(new Split<>(missing, List.of()));
        }
        return BulkSync.of(core, missing.stream().map(Missing::entryKey).toList())
                .thenApply(inStep -> {
                    Split<K, V> split = new Split<>(new ArrayList<>(), new ArrayList<>());
                    missing.forEach(each -> (inStep.test(each.entryKey()) ? split.shared : split.alone).add(each));
                    return split;
                });
    }

    /** For a caller that must not wait for those who load. */
    private CompletableFuture<Void> loadAlone(List<Missing<K, V>> missing) {
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<K> alone = missing.stream().map(Missing::key).toList();
        return reads.takeoff
                .alone(
                        loading.of(alone),
                        missing.stream().map(Missing::entryKey).toList())
                .thenAccept(loaded -> {
                    Map<K, @Nullable V> values = Objects.requireNonNull(loaded.value());
                    missing.forEach(each -> results.put(each.near(), CachedValue.loaded(values.get(each.key))));
                })
                .toCompletableFuture();
    }

    // ---- blocking

    /** @throws Exception what the loader threw */
    Map<K, CachedValue<V>> fetch() throws Exception {
        CompletableFuture<Split<K, V>> split = split(missing());
        caller.runUntil(split, () -> {});
        List<Missing<K, V>> left = split.join().shared;
        try {
            loadAlone(split.join().alone).get();
            for (int boardings = 1; boardings <= BOARDINGS && !left.isEmpty(); boardings++) {
                left = board(left, boardings == 1);
            }
            loadAlone(left).get();
        } catch (ExecutionException e) {
            throw LoadFailure.<Exception>sneak(
                    LoadFailure.of(Objects.requireNonNull(e.getCause())).thrown());
        }
        return keys.inOrder(results::get);
    }

    /** A key on its way. {@code leading} is null if somebody else leads, or a thread of the cache. */
    private record Boarded<K, V>(
            Missing<K, V> missing,
            BlockingRead<V> read,
            Place place,
            @Nullable Leading leading) {}

    /** Leads or follows a flight for each, and gives those that have to board another one. */
    private List<Missing<K, V>> board(List<Missing<K, V>> missing, boolean first) throws Exception {
        List<Boarded<K, V>> boarded = new ArrayList<>();
        leads.together(() -> missing.forEach(each -> boarded.add(board(each))));
        List<Leading> leading =
                boarded.stream().map(Boarded::leading).filter(Objects::nonNull).toList();
        CompletableFuture<?> led =
                CompletableFuture.allOf(leading.stream().map(Leading::done).toArray(CompletableFuture[]::new));
        caller.runUntil(led, () -> leading.forEach(Leading::hurry));
        List<Missing<K, V>> again = new ArrayList<>();
        for (Boarded<K, V> each : boarded) {
            CachedValue<V> value = landed(each, first);
            if (value != null) {
                results.put(each.missing.near(), value);
            } else {
                again.add(each.missing);
            }
        }
        return again;
    }

    private Boarded<K, V> board(Missing<K, V> missing) {
        BlockingRead<V> read = new BlockingRead<>(core, reads.takeoff, reads.waiters, missing.request);
        Place place = read.board(missing.old);
        Leading leading = place.leads() && read.leadsHere() ? read.lead(place.flight(), caller) : null;
        if (place.leads() && leading == null) {
            read.leadDetached(place.flight());
        }
        return new Boarded<>(missing, read, place, leading);
    }

    private @Nullable CachedValue<V> landed(Boarded<K, V> boarded, boolean first) throws Exception {
        try {
            return boarded.leading != null
                    ? boarded.read.landed(boarded.leading)
                    : boarded.read.follow(boarded.place, first);
        } catch (ExecutionException e) {
            core.statistics.misses.increment();
            throw e;
        }
    }

    // ---- asynchronous

    CompletionStage<Map<K, CachedValue<V>>> fetchAsync() {
        CompletableFuture<Map<K, CachedValue<V>>> result = new CompletableFuture<>();
        CompletableFuture<Split<K, V>> split = split(missing());
        if (split.isDone()) {
            fly(split.join(), result);
        } else {
            var unused = split.thenAcceptAsync(synced -> fly(synced, result), core.executor());
        }
        return result;
    }

    private void fly(Split<K, V> missing, CompletableFuture<Map<K, CachedValue<V>>> result) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        all.add(noting(thrown, loadAlone(missing.alone)));
        leads.together(() -> missing.shared.forEach(each -> {
            AsyncRead<V> read = new AsyncRead<>(core, reads.takeoff, each.request);
            all.add(noting(thrown, read.fetch(each.old)).thenAccept(value -> results.put(each.near(), value)));
        }));
        var unused = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> {
                    Throwable first = thrown.get();
                    if (first != null) {
                        result.completeExceptionally(first);
                    } else {
                        result.complete(keys.inOrder(results::get));
                    }
                });
    }

    /** The first failure is that of all, as it is: stages that depend on this one would wrap it. */
    private static <T> CompletableFuture<T> noting(
            AtomicReference<@Nullable Throwable> first, CompletionStage<T> stage) {
        return stage.whenComplete((value, failure) -> {
                    if (failure != null) {
                        first.compareAndSet(null, failure);
                    }
                })
                .toCompletableFuture();
    }
}

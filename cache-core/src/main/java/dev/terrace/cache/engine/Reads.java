package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.NearAccess.Found;
import dev.terrace.cache.engine.NearAccess.Use;
import dev.terrace.cache.near.NearEntry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The read path that may load: a near hit, else an old near entry that is refreshed meanwhile, else a place on the flight of the
 * key. Leaders {@linkplain Lead work}, the others wait; {@linkplain BlockingRead blocking} and {@linkplain AsyncRead
 * asynchronous} callers share flights.
 */
final class Reads {

    final CacheCore core;
    final Takeoff takeoff;
    final Waiters waiters;

    Reads(CacheCore core, Waiters waiters) {
        this.core = core;
        this.takeoff = new Takeoff(core);
        this.waiters = waiters;
    }

    /**
     * What a caller wants.
     *
     * @param beganAt when, in the nanoseconds of the clock
     * @param calls how the flights that it leads to reach the remote tier and the loader
     */
    record Request<V>(
            EntryKey key, Loading<V> loading, EntryDescription entry, long beganAt, KeyCalls.Source<V> calls) {}

    /** A near hit that is as good as any, or null: then the caller goes on with {@link #fetch} or {@link #fetchAsync}. */
    @Nullable
    NearEntry nearHit(Object callerKey, EntryDescription entry) {
        return isStrong(entry) ? null : core.nearHit(callerKey);
    }

    <V> CachedValue<V> fetch(Object callerKey, Loading<V> loading, EntryDescription entry) throws Exception {
        Request<V> request = request(callerKey, loading, entry);
        BlockingRead<V> read = new BlockingRead<>(core, takeoff, waiters, request);
        if (isStrong(entry)) {
            return inStepFromNow(request.key()) ? read.fetch(null) : read.loadAlone();
        }
        Found found = core.look(request.key());
        return found != null && found.use() != Use.IN_TROUBLE ? near(found, request) : read.fetch(found);
    }

    <V> CompletionStage<CachedValue<V>> fetchAsync(Object callerKey, Loading<V> loading, EntryDescription entry) {
        Request<V> request = request(callerKey, loading, entry);
        AsyncRead<V> read = new AsyncRead<>(core, takeoff, request);
        if (isStrong(entry)) {
            return core.coherence
                    .syncFromNow(request.key().hash())
                    .thenComposeAsync(inStep -> inStep ? read.fetch(null) : read.loadAlone(), core.executor());
        }
        Found found = core.look(request.key());
        return found != null && found.use() != Use.IN_TROUBLE
                ? CompletableFuture.completedFuture(near(found, request))
                : read.fetch(found);
    }

    private <V> Request<V> request(Object callerKey, Loading<V> loading, EntryDescription entry) {
        EntryKey key = core.keyOf(callerKey);
        core.hotKeys.read(key.near());
        return new Request<>(
                key,
                loading,
                entry,
                core.parts.clock().nanoTime(),
                (purpose, executor) -> new DirectCalls<>(core, executor));
    }

    /** Serves a near entry, and refreshes it if it is time for that. */
    <V> CachedValue<V> near(Found found, Request<V> request) {
        if (found.use() == Use.SERVE_AND_REFRESH) {
            takeoff.refresh(request, found.entry());
        }
        return core.hit(found.entry());
    }

    boolean isStrong(EntryDescription entry) {
        return entry.isStrong() && core.shared;
    }

    private boolean inStepFromNow(EntryKey key) {
        CallerThread caller = new CallerThread();
        CompletableFuture<Boolean> synced =
                core.coherence.syncFromNow(key.hash()).toCompletableFuture();
        caller.runUntil(synced, () -> {});
        return synced.join();
    }
}

package dev.terrace.cache.engine;

import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteRead;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the leader of a flight does: asks the remote tier, and loads under its lease what is not there.
 *
 * <pre>
 * near, unverified after a gap ─ header says the same ─ install anew ─ land
 *  │
 * ask ─ hit, usable ──────────────────────────────── install ─ land
 *  │ ├─ hit, unreadable, expired or invalid ─ ask again, for anything but that
 *  │ ├─ leased ─ load ─ fill, install if that was accepted ─ land
 *  │ ├─ held by another ─ pause ─ ask again; in the end load without storing
 *  │ └─ failed ─ load, keep near only
 *  └─ not to be asked (away, barred) ─ load, keep near only or not at all
 * </pre>
 *
 * Every step runs on the given executor, for a blocking caller {@linkplain CallerThread its own thread}. The stage fails only
 * if the loader does.
 */
final class Lead<V> {

    private final CacheCore core;
    private final EntryKey key;
    private final Flight flight;
    private final EntryDescription entry;
    private final Supplier<? extends CompletionStage<V>> loader;
    private final Executor executor;
    private final Lease lease;
    private final long giveUpAt;
    private volatile boolean impatient;

    Lead(
            CacheCore core,
            EntryKey key,
            Flight flight,
            EntryDescription entry,
            Supplier<? extends CompletionStage<V>> loader,
            Executor executor) {
        this.core = core;
        this.key = key;
        this.flight = flight;
        this.entry = entry;
        this.loader = loader;
        this.executor = executor;
        this.lease = new Lease(core.coherence.newToken(), core.policy.loader().lease());
        this.giveUpAt = core.parts.clock().nanoTime() + core.waitNanos();
    }

    /** From now on does not wait for another instance's load. */
    void hurry() {
        impatient = true;
    }

    CompletionStage<Landing> fly() {
        if (!core.shared || !core.coherence.isConnected(key.hash())) {
            return loadNear();
        }
        return core.coherence.isInStep(key.hash())
                ? begin()
                : core.coherence.sync().thenComposeAsync(synced -> afterSync(), executor);
    }

    /** Without a sync nobody knows which tags were invalidated: then what Redis has is no better than what is near. */
    private CompletionStage<Landing> afterSync() {
        NearEntry hit = core.servable(key);
        if (hit != null) {
            return landed(hit);
        }
        return core.coherence.isInStep(key.hash()) ? begin() : loadNear();
    }

    private CompletionStage<Landing> begin() {
        NearEntry doubtful = core.doubtful(key);
        return doubtful == null
                ? ask(null, Pause.first())
                : core.verify(key, doubtful, flight.task(), executor)
                        .thenCompose(verified -> verified != null ? landed(verified) : ask(null, Pause.first()));
    }

    private CompletionStage<Landing> landed(NearEntry verified) {
        core.statistics.nearHits.increment();
        return landed(StoredValue.of(verified), Origin.NEAR);
    }

    // ---- asking

    private CompletionStage<Landing> ask(byte @Nullable [] known, Pause pause) {
        if (!core.mayAsk(key)) {
            return loadNear();
        }
        return core.started(() -> core.remote().read(CacheCore.remoteKey(key), known, lease))
                .handleAsync(
                        (read, failure) -> failure == null ? answered(read, known, pause) : unanswered(failure),
                        executor)
                .thenCompose(Function.identity());
    }

    private CompletionStage<Landing> answered(RemoteRead read, byte @Nullable [] known, Pause pause) {
        if (read instanceof RemoteRead.Hit hit) {
            return core.usable(key, hit, entry, executor).thenCompose(stored -> hit(hit, stored, pause));
        }
        if (read instanceof RemoteRead.Leased) {
            return loadUnderLease();
        }
        if (impatient || core.parts.clock().nanoTime() - giveUpAt > 0) {
            return load().thenCompose(loaded -> landed(unstored(loaded.value), Origin.LOADED));
        }
        return core.after(pause.millis(core.parts.random()))
                .thenComposeAsync(waited -> ask(known, pause.next()), executor);
    }

    private CompletionStage<Landing> hit(RemoteRead.Hit hit, @Nullable StoredValue stored, Pause pause) {
        if (stored == null) {
            beginAnew();
            return ask(Envelope.stampOf(hit.stored()), pause);
        }
        core.statistics.remoteHits.increment();
        core.install(key, stored, flight.task());
        return landed(stored, Origin.REMOTE);
    }

    /** What is loaded instead of an invalid value must carry a position behind the invalidation. */
    private void beginAnew() {
        FillTask outdated = flight.task();
        flight.continueWith(core.coherence.beginFill(key.id()));
        core.coherence.endFill(outdated);
    }

    private CompletionStage<Landing> unanswered(Throwable failure) {
        core.remoteFailed("read", failure);
        // It may have been leased to us all the same.
        core.release(key, lease);
        return loadNear();
    }

    // ---- loading

    private record Loaded<V>(@Nullable V value, long millis) {}

    private CompletionStage<Loaded<V>> load() {
        core.statistics.misses.increment();
        long from = core.parts.clock().nanoTime();
        return called().handleAsync(
                        (value, failure) -> {
                            if (failure != null) {
                                core.statistics.loadFailures.increment();
                                throw LoadFailure.of(failure);
                            }
                            core.statistics.loads.increment();
                            long nanos = core.parts.clock().nanoTime() - from;
                            return new Loaded<>(value, TimeUnit.NANOSECONDS.toMillis(nanos));
                        },
                        executor);
    }

    private CompletionStage<V> called() {
        try {
            return loader.get();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Landing> loadUnderLease() {
        return load().whenComplete((loaded, failure) -> {
                    if (failure != null) {
                        core.release(key, lease);
                    }
                })
                .thenCompose(this::store);
    }

    private CompletionStage<Landing> store(Loaded<V> loaded) {
        FillTask task = flight.task();
        StoredValue stored = core.describe(loaded.value, entry, task, loaded.millis);
        if (stored == null) {
            core.release(key, lease);
            return landed(unstored(loaded.value), Origin.LOADED);
        }
        return core.fill(key, stored, lease, task).thenCompose(filled -> landed(stored, Origin.LOADED));
    }

    /** Without a remote tier, while it is away, or while it may still hold what this instance has invalidated. */
    private CompletionStage<Landing> loadNear() {
        return load().thenCompose(loaded -> {
            StoredValue kept = core.isBarred(key) ? null : core.keepNear(key, loaded.value, entry, flight.task());
            return landed(kept != null ? kept : unstored(loaded.value), Origin.LOADED);
        });
    }

    private static CompletionStage<Landing> landed(StoredValue stored, Origin origin) {
        return CompletableFuture.completedFuture(new Landing(stored, origin));
    }

    private StoredValue unstored(@Nullable Object value) {
        return StoredValue.unstored(value, flight.task().ctl(), core.coherence.serverMillis());
    }
}

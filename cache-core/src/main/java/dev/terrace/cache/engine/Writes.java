package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.Coherence.KeyChange;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.CacheInspection.Outcome;
import dev.terrace.cache.engine.EntryWriter.Source;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.StageFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The write path: put, putIfAbsent, evict and clear. Every stage completes normally, whatever becomes of the remote tier. */
final class Writes {

    private final CacheCore core;
    private final Duration putLease;
    private final KeyCalls<Object> direct;

    Writes(CacheCore core) {
        this.core = core;
        this.putLease = core.parts.timeout().multipliedBy(2);
        this.direct = new DirectCalls<>(core, core.parts.executor());
    }

    /** Invalidates and takes the lease in one step, then fills: so a slower writer's value never overwrites a later one. */
    CompletionStage<Void> put(Object callerKey, @Nullable Object value, EntryDescription entry) {
        EntryKey key = core.keyOf(callerKey);
        if (!core.shared) {
            putHere(key, value, entry);
            return CompletableFuture.completedFuture(null);
        }
        Put put = begin(key, value, entry);
        return invalidated(put, core.announcements.key(new KeyChange(put.key(), put.lease(), put.task())), direct)
                .thenCompose(Function.identity())
                .handle((done, failure) -> ended(put));
    }

    /** In a cache of this process alone. */
    void putHere(EntryKey key, @Nullable Object value, EntryDescription entry) {
        FillTask task = core.coherence.beginFill(key.id());
        core.coherence.poison(key.id(), task);
        putNear(key, value, entry, task);
        core.coherence.endFill(task);
    }

    /**
     * A value on its way.
     *
     * @param stored as the remote tier will hold it; null if that may not be
     * @param lease under which that happens; null if it does not
     */
    record Put(
            EntryKey entryKey,
            @Nullable Object value,
            EntryDescription entry,
            FillTask task,
            @Nullable StoredValue stored,
            @Nullable Lease lease) {
        RemoteKey key() {
            return RemoteAccess.remoteKey(entryKey);
        }
    }

    Put begin(EntryKey key, @Nullable Object value, EntryDescription entry) {
        FillTask task = core.coherence.beginFill(key.id());
        StoredValue stored = core.remote.exists() ? core.describe(key, value, entry, written(task)) : null;
        Lease lease = stored != null ? new Lease(core.coherence.newToken(), putLease) : null;
        return new Put(key, value, entry, task, stored, lease);
    }

    /** Goes on when the old value is gone. The stage never fails; what it brings completes when the new one is there. */
    CompletionStage<CompletionStage<Boolean>> invalidated(
            Put put, CompletionStage<Boolean> invalidation, KeyCalls<?> calls) {
        return invalidation.handle(core.observed.continued((removed, failure) -> {
            if (failure != null) {
                core.remote.failed("put", failure);
                putNear(put.entryKey(), put.value(), put.entry(), put.task());
            } else if (put.stored() != null && put.lease() != null) {
                return core.remote.fill(put.entryKey(), put.stored(), put.lease(), put.task(), calls);
            } else if (!core.remote.exists()) {
                putNear(put.entryKey(), put.value(), put.entry(), put.task());
            }
            return CompletableFuture.completedFuture(false);
        }));
    }

    @Nullable
    Void ended(Put put) {
        core.coherence.endFill(put.task());
        return null;
    }

    private void putNear(EntryKey key, @Nullable Object value, EntryDescription entry, FillTask task) {
        if (core.keepNear(key, value, entry, task, written(task)) == null) {
            core.dropNear(key);
        }
    }

    /** Nobody loaded it. */
    private Source written(FillTask task) {
        return core.source(task, 0, Validators.NONE, null);
    }

    // ---- put if absent

    CompletionStage<@Nullable CachedValue<Object>> putIfAbsent(
            Object callerKey, @Nullable Object value, EntryDescription entry, Executor executor) {
        EntryKey key = core.keyOf(callerKey);
        FillTask task = core.coherence.beginFill(key.id());
        long giveUpAt = core.parts.clock().nanoTime() + putLease.toNanos();
        Offer offer = new Offer(key, value, entry, task, giveUpAt);
        return decide(offer, executor).whenComplete((present, failure) -> core.coherence.endFill(offer.task));
    }

    private static final class Offer {

        final EntryKey key;
        final @Nullable Object value;
        final EntryDescription entry;
        final long giveUpAt;
        volatile FillTask task;

        Offer(EntryKey key, @Nullable Object value, EntryDescription entry, FillTask task, long giveUpAt) {
            this.key = key;
            this.value = value;
            this.entry = entry;
            this.task = task;
            this.giveUpAt = giveUpAt;
        }

        /** What replaces an invalid value must carry a position behind the invalidation. */
        void beginAnew(Coherence coherence) {
            FillTask outdated = task;
            task = coherence.beginFill(key.id());
            coherence.endFill(outdated);
        }
    }

    private CompletionStage<@Nullable CachedValue<Object>> decide(Offer offer, Executor executor) {
        if (offer.key.oversized()) {
            return CompletableFuture.completedFuture(null);
        }
        if (core.remote.mayAsk(offer.key)) {
            return offer(offer, null, executor);
        }
        if (!core.remote.exists() || !core.coherence.isConnected(offer.key.hash())) {
            return CompletableFuture.completedFuture(putNearIfAbsent(offer));
        }
        // An eviction of the key is under way: what Redis holds until then is not the answer.
        if (core.parts.clock().nanoTime() - offer.giveUpAt > 0) {
            return CompletableFuture.completedFuture(null);
        }
        return core.after(Pause.first().millis(core.parts.random()))
                .thenComposeAsync(waited -> decide(offer, executor), executor);
    }

    /** A value that may not be served counts as absent: it is named by its stamp and replaced, unless it changed meanwhile. */
    private CompletionStage<@Nullable CachedValue<Object>> offer(
            Offer offer, byte @Nullable [] known, Executor executor) {
        StoredValue stored = core.describe(offer.key, offer.value, offer.entry, written(offer.task));
        if (stored == null || stored.bytes() == null) {
            return CompletableFuture.completedFuture(null);
        }
        byte[] bytes = stored.bytes();
        return RemoteAccess.started(() -> core.remote
                        .tier()
                        .putIfAbsent(RemoteAccess.remoteKey(offer.key), known, bytes, core.lives.idling(stored.life())))
                .handleAsync(
                        (read, failure) -> {
                            if (failure != null) {
                                // Nobody knows whether it was stored: the next read will tell.
                                core.remote.failed("putIfAbsent", failure);
                                return CompletableFuture.<@Nullable CachedValue<Object>>completedFuture(null);
                            }
                            return offered(offer, stored, read, executor);
                        },
                        executor)
                .thenCompose(Function.identity());
    }

    private CompletionStage<@Nullable CachedValue<Object>> offered(
            Offer offer, StoredValue stored, RemoteRead read, Executor executor) {
        if (!(read instanceof RemoteRead.Hit hit)) {
            core.statistics.puts.increment();
            core.install(offer.key, stored, offer.task);
            return CompletableFuture.completedFuture(null);
        }
        return core.remote.fresh(offer.key, hit, offer.entry, executor).thenCompose(present -> {
            if (present != null) {
                return CompletableFuture.completedFuture(core.remoteValue(present));
            }
            offer.beginAnew(core.coherence);
            return offer(offer, Envelope.stampOf(hit.stored()), executor);
        });
    }

    private @Nullable CachedValue<Object> putNearIfAbsent(Offer offer) {
        StoredValue stored = core.describeNear(offer.key, offer.value, offer.entry, written(offer.task));
        if (stored == null || core.near == null) {
            return null;
        }
        NearEntry present = core.near.installIfAbsent(offer.key, stored, offer.task);
        if (present != null) {
            return core.served(present);
        }
        // A load that is under way must not put its value over this one.
        core.coherence.poison(offer.key.id(), offer.task);
        core.statistics.puts.increment();
        return null;
    }

    // ---- evict, clear

    CompletionStage<Boolean> evict(Object callerKey) {
        EntryKey key = core.keyOf(callerKey);
        core.statistics.removals.increment();
        // Dropped first: what finds the entry after that has a task that is poisoned below.
        boolean wasNear = core.dropNear(key);
        if (!core.shared) {
            core.coherence.poison(key.id(), null);
            return CompletableFuture.completedFuture(core.dropNear(key) || wasNear);
        }
        return core.announcements
                .key(new KeyChange(RemoteAccess.remoteKey(key), null, null))
                .handle((removed, failure) -> {
                    if (failure != null) {
                        core.remote.failed("evict", failure);
                    }
                    return wasNear || (failure == null && removed);
                });
    }

    /** Near entries become invalid with the position that the log gives; they are dropped as well, to free their memory. */
    CompletionStage<Outcome> clear() {
        core.statistics.removals.increment();
        boolean wasNear = core.forgetHere();
        if (!core.shared) {
            return CompletableFuture.completedFuture(new Outcome(true, wasNear));
        }
        return core.announcements
                .many("clear", new Invalidation.OfCache(core.name))
                .handle((done, failure) -> {
                    if (failure != null) {
                        core.remote.failed("clear", failure);
                    }
                    return new Outcome(failure == null, true);
                });
    }

    /** As a clear, of the entries that match. */
    CompletionStage<Outcome> evictByPattern(KeyPattern pattern) {
        core.statistics.removals.increment();
        boolean wasNear = core.forgetHere(pattern.matcher());
        if (!core.shared) {
            return CompletableFuture.completedFuture(new Outcome(true, wasNear));
        }
        return core.announcements
                .many("invalidate-pattern", new Invalidation.OfPattern(pattern))
                .handle((done, failure) -> {
                    if (failure != null) {
                        Throwable cause = StageFailure.causeOf(failure);
                        if (cause instanceof TooManyPatternsException tooMany) {
                            throw tooMany;
                        }
                        core.remote.failed("evictByPattern", cause);
                    }
                    return new Outcome(failure == null, true);
                });
    }
}

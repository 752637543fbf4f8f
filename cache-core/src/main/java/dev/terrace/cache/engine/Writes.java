package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lease;
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

    Writes(CacheCore core) {
        this.core = core;
        this.putLease = core.parts.timeout().multipliedBy(2);
    }

    /** Invalidates and takes the lease in one step, then fills: so a slower writer's value never overwrites a later one. */
    CompletionStage<Void> put(Object callerKey, @Nullable Object value, EntryDescription entry) {
        EntryKey key = core.keyOf(callerKey);
        FillTask task = core.coherence.beginFill(key.id());
        return core.started(() -> write(key, value, entry, task)).handle((done, failure) -> {
            core.coherence.endFill(task);
            return null;
        });
    }

    private CompletionStage<Boolean> write(
            EntryKey key, @Nullable Object value, EntryDescription entry, FillTask task) {
        if (!core.shared) {
            core.coherence.poison(key.id(), task);
            putNear(key, value, entry, task);
            return CompletableFuture.completedFuture(true);
        }
        StoredValue stored = core.remote == null ? null : core.describe(value, entry, task, 0);
        Lease lease = stored != null ? new Lease(core.coherence.newToken(), putLease) : null;
        return core.coherence
                .invalidate(CacheCore.remoteKey(key), lease, task)
                .<CompletionStage<Boolean>>handle((appended, failure) -> {
                    if (failure != null) {
                        core.remoteFailed("put", failure);
                        putNear(key, value, entry, task);
                    } else if (stored != null && lease != null) {
                        return core.fill(key, stored, lease, task);
                    } else if (core.remote == null) {
                        putNear(key, value, entry, task);
                    }
                    return CompletableFuture.completedFuture(false);
                })
                .thenCompose(Function.identity());
    }

    private void putNear(EntryKey key, @Nullable Object value, EntryDescription entry, FillTask task) {
        if (core.keepNear(key, value, entry, task) == null) {
            dropNear(key);
        }
    }

    private boolean dropNear(EntryKey key) {
        return core.near != null && core.near.tier().drop(key.near());
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
        if (core.mayAsk(offer.key)) {
            return offer(offer, null, executor);
        }
        if (core.remote == null || !core.coherence.isConnected(offer.key.hash())) {
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
        StoredValue stored = core.describe(offer.value, offer.entry, offer.task, 0);
        if (stored == null || stored.bytes() == null) {
            return CompletableFuture.completedFuture(null);
        }
        byte[] bytes = stored.bytes();
        return core.started(
                        () -> core.remote().putIfAbsent(CacheCore.remoteKey(offer.key), known, bytes, stored.life()))
                .handleAsync(
                        (read, failure) -> {
                            if (failure != null) {
                                // Nobody knows whether it was stored: the next read will tell.
                                core.remoteFailed("putIfAbsent", failure);
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
        return core.usable(offer.key, hit, offer.entry, executor).thenCompose(present -> {
            if (present != null) {
                return CompletableFuture.completedFuture(core.served(new Landing(present, Origin.REMOTE)));
            }
            offer.beginAnew(core.coherence);
            return offer(offer, Envelope.stampOf(hit.stored()), executor);
        });
    }

    private @Nullable CachedValue<Object> putNearIfAbsent(Offer offer) {
        StoredValue stored = core.describeNear(offer.key, offer.value, offer.entry, offer.task);
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
        if (!core.shared) {
            core.coherence.poison(key.id(), null);
            return CompletableFuture.completedFuture(dropNear(key));
        }
        boolean wasNear = dropNear(key);
        return core.coherence.invalidate(CacheCore.remoteKey(key), null, null).handle((removed, failure) -> {
            if (failure != null) {
                core.remoteFailed("evict", failure);
            }
            return wasNear || (failure == null && removed);
        });
    }

    /** Near entries become invalid with the position that the log gives; they are dropped as well, to free their memory. */
    CompletionStage<Boolean> clear() {
        core.statistics.removals.increment();
        boolean wasNear = core.forgetHere();
        if (!core.shared) {
            return CompletableFuture.completedFuture(wasNear);
        }
        return core.coherence.invalidate(new Invalidation.OfCache(core.name)).handle((done, failure) -> {
            if (failure != null) {
                core.remoteFailed("clear", failure);
            }
            return true;
        });
    }

    /** As a clear, of the entries that match. */
    CompletionStage<Boolean> evictByPattern(KeyPattern pattern) {
        core.statistics.removals.increment();
        boolean wasNear = core.forgetHere(pattern.matcher());
        if (!core.shared) {
            return CompletableFuture.completedFuture(wasNear);
        }
        return core.coherence.invalidate(new Invalidation.OfPattern(pattern)).handle((done, failure) -> {
            if (failure != null) {
                Throwable cause = StageFailure.causeOf(failure);
                if (cause instanceof TooManyPatternsException tooMany) {
                    throw tooMany;
                }
                core.remoteFailed("evictByPattern", cause);
            }
            return true;
        });
    }
}

package dev.terrace.cache.engine;

import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.LoadResult;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.EntryWriter.Source;
import dev.terrace.cache.engine.Loads.Loaded;
import dev.terrace.cache.tier.Lease;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What becomes of what a loader answered: it is stored, it renews what was stored, or neither. */
final class Store<V> {

    private final CacheCore core;
    private final EntryKey key;
    private final EntryDescription entry;
    private final TimedCalls<V> calls;

    Store(CacheCore core, EntryKey key, EntryDescription entry, TimedCalls<V> calls) {
        this.core = core;
        this.calls = calls;
        this.key = key;
        this.entry = entry;
    }

    /** In the remote tier, under a lease that is given back in any case. */
    CompletionStage<StoredValue> underLease(@Nullable Fallback previous, Loaded<V> loaded, Lease lease, FillTask task) {
        if (loaded.result() instanceof LoadResult.NotModified<V> unchanged) {
            return freshen(required(previous), unchanged, loaded.millis(), lease, task);
        }
        StoredValue stored = loaded.result() instanceof LoadResult.Loaded<V> answer
                ? core.describe(key, answer.value(), described(answer), source(previous, answer, loaded.millis(), task))
                : null;
        return stored != null
                ? fill(stored, lease, task)
                : notKept(previous, loaded, task).thenApply(passing -> {
                    core.remote.release(key, lease);
                    return passing;
                });
    }

    /** Its caller waits for that no longer than for Redis in all; it goes on meanwhile. */
    private CompletionStage<StoredValue> fill(StoredValue stored, Lease lease, FillTask task) {
        return calls.orGoOn(core.remote.fill(key, stored, lease, task, calls).thenApply(filled -> stored), stored);
    }

    /** What cannot be kept still shows that the old value does not hold: nobody may get that after it. */
    private CompletionStage<StoredValue> notKept(@Nullable Fallback previous, Loaded<V> loaded, FillTask task) {
        StoredValue passing = unstored(loaded.result(), task);
        if (loaded.result() instanceof LoadResult.Unstored) {
            return CompletableFuture.completedFuture(passing);
        }
        core.dropNear(key);
        return previous != null && previous.stored().isStamped()
                ? core.remote.discard(key, previous.stored().stamp()).thenApply(done -> passing)
                : CompletableFuture.completedFuture(passing);
    }

    private CompletionStage<StoredValue> freshen(
            StoredValue old, LoadResult.NotModified<V> answer, long millis, Lease lease, FillTask task) {
        if (!old.isStamped() || !core.writer.canFreshen()) {
            return rewrite(old, answer, millis, lease, task);
        }
        StoredValue renewed = renewed(old, answer, millis, core.writer.newStamp(), task);
        if (renewed == null) {
            core.remote.release(key, lease);
            return CompletableFuture.completedFuture(unstored(old, task));
        }
        return core.remote
                .freshen(key, old.stamp(), renewed, lease, task)
                .thenCompose(done ->
                        done ? CompletableFuture.completedFuture(renewed) : rewrite(old, answer, millis, lease, task));
    }

    /** The remote tier has lost what is unchanged: it is sent again. */
    private CompletionStage<StoredValue> rewrite(
            StoredValue old, LoadResult.NotModified<V> answer, long millis, Lease lease, FillTask task) {
        Source source = core.source(task, millis, old.header().validators(), old);
        StoredValue stored = core.rewrite(key, old, entry, living(answer), source);
        if (stored == null) {
            core.remote.release(key, lease);
            return CompletableFuture.completedFuture(unstored(old, task));
        }
        return fill(stored, lease, task);
    }

    private StoredValue unstored(StoredValue old, FillTask task) {
        return StoredValue.unstored(old.value(), task.ctl(), core.coherence.serverMillis());
    }

    /** The value as it begins a new life; null if nobody can say how long that is. */
    private @Nullable StoredValue renewed(
            StoredValue old, LoadResult.NotModified<V> answer, long millis, long stamp, FillTask task) {
        Source source = core.source(task, millis, old.header().validators(), old);
        return core.freshen(key, old, living(answer), source, stamp);
    }

    private static EntryOptions living(LoadResult.NotModified<?> answer) {
        return new EntryOptions(Set.of(), answer.timeToLive());
    }

    /** In the near tier alone; nowhere if this instance has invalidated the key and that is not acknowledged yet. */
    StoredValue near(@Nullable Fallback previous, Loaded<V> loaded, FillTask task) {
        if (core.isBarred(key)) {
            return nowhere(previous, loaded, task);
        }
        StoredValue kept = null;
        if (loaded.result() instanceof LoadResult.NotModified<V> unchanged) {
            StoredValue old = required(previous);
            kept = renewed(old, unchanged, loaded.millis(), core.nearStamp(key), task);
            if (kept == null) {
                return unstored(old, task);
            }
            core.install(key, kept, task);
        } else if (loaded.result() instanceof LoadResult.Loaded<V> answer) {
            Source source = source(previous, answer, loaded.millis(), task);
            kept = core.keepNear(key, answer.value(), described(answer), task, source);
            if (kept == null) {
                core.dropNear(key);
            }
        }
        return kept != null ? kept : unstored(loaded.result(), task);
    }

    /** For those who wait for it. */
    StoredValue nowhere(@Nullable Fallback previous, Loaded<V> loaded, FillTask task) {
        return loaded.result() instanceof LoadResult.NotModified<V>
                ? StoredValue.unstored(required(previous).value(), task.ctl(), core.coherence.serverMillis())
                : unstored(loaded.result(), task);
    }

    private EntryDescription described(LoadResult.Loaded<V> answer) {
        return answer.options() != null ? entry.with(answer.options()) : entry;
    }

    private Source source(@Nullable Fallback previous, LoadResult.Loaded<V> answer, long millis, FillTask task) {
        return core.source(task, millis, answer.validators(), previous != null ? previous.stored() : null);
    }

    private StoredValue unstored(LoadResult<V> result, FillTask task) {
        return StoredValue.unstored(valueOf(result), task.ctl(), core.coherence.serverMillis());
    }

    /** The value of an answer that brings one. */
    static <V> @Nullable V valueOf(LoadResult<V> result) {
        if (result instanceof LoadResult.Loaded<V> loaded) {
            return loaded.value();
        }
        if (result instanceof LoadResult.Unstored<V> passing) {
            return passing.value();
        }
        throw nothingBefore();
    }

    private static IllegalStateException nothingBefore() {
        return new IllegalStateException("A loader that was given no previous value answered that it is not modified");
    }

    private static StoredValue required(@Nullable Fallback previous) {
        if (previous == null) {
            throw nothingBefore();
        }
        return previous.stored();
    }
}

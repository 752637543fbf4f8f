package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.RemoteRead;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The read path that does not load: near, then remote, where it takes no lease. */
final class Lookups {

    private final CacheCore core;

    Lookups(CacheCore core) {
        this.core = core;
    }

    CompletionStage<@Nullable CachedValue<Object>> lookup(Object callerKey, EntryDescription entry, Executor executor) {
        if (entry.isStrong() && core.shared) {
            EntryKey key = core.keyOf(callerKey);
            return core.coherence
                    .syncFromNow(key.hash())
                    .thenComposeAsync(
                            inStep -> inStep
                                    ? lookStrongly(key, entry, executor)
                                    : CompletableFuture.completedFuture(null),
                            executor);
        }
        return nearOrRemote(callerKey, entry, executor);
    }

    /** In step from now on: then what is near is as new as what is in no other tier. */
    private CompletionStage<@Nullable CachedValue<Object>> lookStrongly(
            EntryKey key, EntryDescription entry, Executor executor) {
        return core.remote != null ? look(key, entry, executor) : nearOrRemote(key.near(), entry, executor);
    }

    private CompletionStage<@Nullable CachedValue<Object>> nearOrRemote(
            Object callerKey, EntryDescription entry, Executor executor) {
        NearEntry hit = core.nearHit(callerKey);
        return hit != null
                ? CompletableFuture.completedFuture(core.served(hit))
                : look(core.keyOf(callerKey), entry, executor);
    }

    private CompletionStage<@Nullable CachedValue<Object>> look(
            EntryKey key, EntryDescription entry, Executor executor) {
        // First the task, then the question whether the key is barred: an invalidation in between finds the task.
        FillTask task = core.coherence.beginFill(key.id());
        CompletionStage<@Nullable CachedValue<Object>> found = core.mayAsk(key)
                ? core.started(() -> asked(key, task, entry, executor))
                : CompletableFuture.completedFuture(null);
        return found.handle((value, failure) -> {
            core.coherence.endFill(task);
            if (failure != null) {
                core.remoteFailed("read", failure);
            }
            if (value == null) {
                core.statistics.misses.increment();
            }
            return value;
        });
    }

    private CompletionStage<@Nullable CachedValue<Object>> asked(
            EntryKey key, FillTask task, EntryDescription entry, Executor executor) {
        return core.coherence.isInStep(key.hash())
                ? verified(key, task, entry, executor)
                : core.coherence.sync().thenComposeAsync(synced -> afterSync(key, task, entry, executor), executor);
    }

    /** Without a sync nobody knows which tags were invalidated: then what Redis has is no better than what is near. */
    private CompletionStage<@Nullable CachedValue<Object>> afterSync(
            EntryKey key, FillTask task, EntryDescription entry, Executor executor) {
        NearEntry hit = core.servable(key);
        if (hit == null && core.coherence.isInStep(key.hash())) {
            return verified(key, task, entry, executor);
        }
        if (hit == null) {
            return CompletableFuture.completedFuture(null);
        }
        core.statistics.nearHits.increment();
        return CompletableFuture.completedFuture(core.served(hit));
    }

    private CompletionStage<@Nullable CachedValue<Object>> verified(
            EntryKey key, FillTask task, EntryDescription entry, Executor executor) {
        NearEntry doubtful = core.doubtful(key);
        if (doubtful == null) {
            return read(key, task, entry, executor);
        }
        return core.verify(key, doubtful, task, executor).thenCompose(verified -> {
            if (verified == null) {
                return read(key, task, entry, executor);
            }
            core.statistics.nearHits.increment();
            return CompletableFuture.completedFuture(core.served(verified));
        });
    }

    private CompletionStage<@Nullable CachedValue<Object>> read(
            EntryKey key, FillTask task, EntryDescription entry, Executor executor) {
        return core.remote()
                .read(CacheCore.remoteKey(key), null, null)
                .thenApplyAsync(Function.identity(), executor)
                .thenCompose(read -> read instanceof RemoteRead.Hit hit
                        ? core.usable(key, hit, entry, executor)
                        : CompletableFuture.completedFuture(null))
                .thenApply(stored -> stored != null ? hit(key, stored, task) : null);
    }

    private CachedValue<Object> hit(EntryKey key, StoredValue stored, FillTask task) {
        core.install(key, stored, task);
        core.statistics.remoteHits.increment();
        return core.served(new Landing(stored, Origin.REMOTE));
    }
}

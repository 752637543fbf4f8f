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
import org.jspecify.annotations.Nullable;

/** The read path that does not load: near, then remote, where it takes no lease. */
final class Lookups {

    private final CacheCore core;

    Lookups(CacheCore core) {
        this.core = core;
    }

    CompletionStage<@Nullable CachedValue<Object>> lookup(Object callerKey, EntryDescription entry, Executor executor) {
        NearEntry hit = core.nearHit(callerKey);
        if (hit != null) {
            return CompletableFuture.completedFuture(core.served(hit));
        }
        EntryKey key = core.keyOf(callerKey);
        // First the task, then the question whether the key is barred: an invalidation in between finds the task.
        FillTask task = core.coherence.beginFill(key.id());
        if (!core.mayAsk(key)) {
            return CompletableFuture.completedFuture(missed(task));
        }
        return asked(key)
                .handleAsync(
                        (read, failure) -> {
                            if (failure != null) {
                                core.remoteFailed("read", failure);
                                return missed(task);
                            }
                            return answered(key, read, task, entry);
                        },
                        executor);
    }

    private CompletionStage<RemoteRead> asked(EntryKey key) {
        return core.coherence.isInStep() ? read(key) : core.coherence.sync().thenCompose(synced -> read(key));
    }

    private CompletionStage<RemoteRead> read(EntryKey key) {
        return core.started(() -> core.remote().read(CacheCore.remoteKey(key), null, null));
    }

    private @Nullable CachedValue<Object> answered(
            EntryKey key, RemoteRead read, FillTask task, EntryDescription entry) {
        StoredValue stored = read instanceof RemoteRead.Hit hit ? core.usable(hit, entry) : null;
        if (stored == null) {
            return missed(task);
        }
        core.install(key, stored, task);
        core.coherence.endFill(task);
        core.statistics.remoteHits.increment();
        return core.served(new Landing(stored, Origin.REMOTE));
    }

    private @Nullable CachedValue<Object> missed(FillTask task) {
        core.coherence.endFill(task);
        core.statistics.misses.increment();
        return null;
    }
}

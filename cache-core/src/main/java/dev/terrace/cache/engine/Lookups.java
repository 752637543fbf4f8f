package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.codec.UnreadablePayloadException;
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
        if (!core.mayAsk(key)) {
            core.statistics.misses.increment();
            return CompletableFuture.completedFuture(null);
        }
        FillTask task = core.coherence.beginFill(key.id());
        return core.started(() -> core.remote().read(CacheCore.remoteKey(key), null, null))
                .handleAsync(
                        (read, failure) -> {
                            if (failure != null) {
                                core.remoteFailed("read", failure);
                            }
                            Landing landing = failure == null ? landing(key, read, task, entry) : null;
                            core.coherence.endFill(task);
                            if (landing == null) {
                                core.statistics.misses.increment();
                                return null;
                            }
                            core.statistics.remoteHits.increment();
                            return core.served(landing);
                        },
                        executor);
    }

    private @Nullable Landing landing(EntryKey key, RemoteRead read, FillTask task, EntryDescription entry) {
        if (!(read instanceof RemoteRead.Hit hit)) {
            return null;
        }
        try {
            StoredValue stored = core.writer.parse(hit.stored(), entry);
            if (core.millisLeft(stored) <= 0 || !core.isValid(stored)) {
                return null;
            }
            core.install(key, stored, task);
            return new Landing(stored, Origin.REMOTE);
        } catch (UnreadablePayloadException e) {
            core.payloadRejected(e);
            return null;
        }
    }
}

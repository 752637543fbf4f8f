package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The read path that does not load: near, then remote, where it takes no lease. */
final class Lookups {

    private final CacheCore core;

    Lookups(CacheCore core) {
        this.core = core;
    }

    CompletionStage<@Nullable CachedValue<Object>> lookup(Object callerKey, EntryDescription entry, KeyCalls<?> calls) {
        if (entry.isStrong() && core.shared) {
            EntryKey key = core.keyOf(callerKey);
            return core.coherence
                    .syncFromNow(key.hash())
                    .thenComposeAsync(inStep -> synced(key, inStep, entry, calls), calls.executor());
        }
        return nearOrRemote(callerKey, entry, calls);
    }

    /** If it is in step from now on, what is near is as new as what is in no other tier; if not, nobody knows anything. */
    CompletionStage<@Nullable CachedValue<Object>> synced(
            EntryKey key, boolean inStep, EntryDescription entry, KeyCalls<?> calls) {
        if (!inStep) {
            return CompletableFuture.completedFuture(null);
        }
        return core.remote.exists() ? look(key, entry, calls) : nearOrRemote(key.near(), entry, calls);
    }

    /**
     * Who does not load cannot refresh: a value that is to be loaded anew is served as it is for the rest of its life, and stays to be loaded
     * anew by the next read that can; past its life it is as good as none.
     */
    private CompletionStage<@Nullable CachedValue<Object>> nearOrRemote(
            Object callerKey, EntryDescription entry, KeyCalls<?> calls) {
        NearEntry hit = core.nearHit(callerKey);
        CachedValue<Object> near = hit != null ? core.served(hit) : core.hitBeforeRefresh(callerKey);
        return near != null ? CompletableFuture.completedFuture(near) : lookBeyond(core.keyOf(callerKey), entry, calls);
    }

    private CompletionStage<@Nullable CachedValue<Object>> lookBeyond(
            EntryKey key, EntryDescription entry, KeyCalls<?> calls) {
        core.hotKeys.read(key.near());
        return look(key, entry, calls);
    }

    private CompletionStage<@Nullable CachedValue<Object>> look(
            EntryKey key, EntryDescription entry, KeyCalls<?> untimed) {
        TimedCalls<?> calls = new TimedCalls<>(core, untimed);
        // First the task, then the question whether the key is barred: an invalidation in between finds the task.
        FillTask task = core.coherence.beginFill(key.id());
        CompletionStage<@Nullable CachedValue<Object>> found = core.remote.mayAsk(key)
                ? RemoteAccess.started(() -> asked(key, task, entry, calls))
                : CompletableFuture.completedFuture(null);
        return found.handle((value, failure) -> {
            core.coherence.endFill(task);
            if (failure != null) {
                core.remote.failed("read", failure);
            }
            if (value == null) {
                core.statistics.misses.increment();
            }
            return value;
        });
    }

    private CompletionStage<@Nullable CachedValue<Object>> asked(
            EntryKey key, FillTask task, EntryDescription entry, TimedCalls<?> calls) {
        return core.coherence.isInStep(key.hash())
                ? verified(key, task, entry, calls)
                : calls.sync().thenComposeAsync(synced -> afterSync(key, task, entry, calls), calls.executor());
    }

    /** Without a sync nobody knows which tags were invalidated: then what Redis has is no better than what is near. */
    private CompletionStage<@Nullable CachedValue<Object>> afterSync(
            EntryKey key, FillTask task, EntryDescription entry, KeyCalls<?> calls) {
        CachedValue<Object> hit = core.hitBeforeRefresh(key.near());
        if (hit == null && core.coherence.isInStep(key.hash())) {
            return verified(key, task, entry, calls);
        }
        return CompletableFuture.completedFuture(hit);
    }

    private CompletionStage<@Nullable CachedValue<Object>> verified(
            EntryKey key, FillTask task, EntryDescription entry, KeyCalls<?> calls) {
        NearEntry doubtful = core.remote.doubtful(key);
        if (doubtful == null) {
            return read(key, task, entry, calls);
        }
        return core.remote.verify(key, doubtful, task, calls).thenCompose(verified -> {
            if (verified == null) {
                return read(key, task, entry, calls);
            }
            return CompletableFuture.completedFuture(core.hit(verified));
        });
    }

    private CompletionStage<@Nullable CachedValue<Object>> read(
            EntryKey key, FillTask task, EntryDescription entry, KeyCalls<?> calls) {
        return calls.read(new Read(RemoteAccess.remoteKey(key), null, null))
                .thenComposeAsync(
                        read -> read instanceof RemoteRead.Hit hit
                                ? core.remote.fresh(key, hit, entry, calls.executor())
                                : CompletableFuture.completedFuture(null),
                        calls.executor())
                .thenApply(stored -> stored != null ? hit(key, stored, task) : null);
    }

    private CachedValue<Object> hit(EntryKey key, StoredValue stored, FillTask task) {
        core.install(key, stored, task);
        core.touch(key, stored);
        return core.served(Landing.fresh(stored, Origin.REMOTE));
    }
}

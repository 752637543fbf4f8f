package dev.terrace.cache.engine;

import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.UnencodableValueException;
import dev.terrace.cache.codec.UnreadablePayloadException;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Discard;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTier.Freshening;
import dev.terrace.cache.tier.RemoteTier.Touch;
import dev.terrace.cache.tier.StageFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one cache asks of the remote tier, and what its answers are worth. Thread-safe; nothing here blocks. */
final class RemoteAccess {

    private final CacheCore core;
    private final Coherence coherence;
    private final @Nullable RemoteTier tier;

    /** @param tier null for a cache without a remote tier */
    RemoteAccess(CacheCore core, @Nullable RemoteTier tier) {
        this.core = core;
        this.coherence = core.coherence;
        this.tier = tier;
    }

    /** Whether the cache has a remote tier. */
    boolean exists() {
        return tier != null;
    }

    RemoteTier tier() {
        return Objects.requireNonNull(tier);
    }

    static RemoteKey remoteKey(EntryKey key) {
        return Objects.requireNonNull(key.remote());
    }

    /** Whether the remote tier is there and may be asked for this key. */
    boolean mayAsk(EntryKey key) {
        return tier != null && coherence.isConnected(key.hash()) && !core.isBarred(key);
    }

    // ---- reading

    /** The near entry of a key that is only to be {@linkplain #verify verified} to be a hit, or null. */
    @Nullable
    NearEntry doubtful(EntryKey key) {
        return core.near != null && mayAsk(key) ? core.near.doubtful(key.near()) : null;
    }

    /**
     * Asks for the header of a doubtful entry alone.
     *
     * @return the entry as it stands now, or null if the remote value is another one. Never fails
     */
    CompletionStage<@Nullable NearEntry> verify(EntryKey key, NearEntry entry, FillTask task, KeyCalls<?> calls) {
        byte[] stamp = Envelope.stampOf(entry.origin().stamp());
        return calls.header(remoteKey(key))
                .handleAsync(
                        (header, failure) -> {
                            if (failure != null) {
                                failed("verify", failure);
                                return null;
                            }
                            boolean same = Arrays.equals(Envelope.stampOf(header), stamp);
                            return same ? Objects.requireNonNull(core.near).verified(entry, task) : null;
                        },
                        calls.executor());
    }

    /**
     * The value of a hit, which may be past its life, or null if it cannot be read, is past all use or was invalidated; what was
     * invalidated lately is known here then. Never fails.
     */
    CompletionStage<@Nullable StoredValue> usable(
            EntryKey key, RemoteRead.Hit hit, EntryDescription entry, Executor executor) {
        StoredValue stored;
        try {
            stored = core.writer.parse(key, hit.stored(), entry);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            core.statistics.rejectedPayloads.increment();
            core.parts.listener().onEvent(new CacheEvent.PayloadRejected(core.name, reasonOf(e)));
            return CompletableFuture.completedFuture(null);
        }
        if (!core.lives.isOfUse(core.nanosLeft(stored), stored.freshMillis())) {
            return CompletableFuture.completedFuture(null);
        }
        return switch (core.validity(key, stored)) {
            case VALID -> CompletableFuture.completedFuture(stored);
            case INVALID -> coherence.followControl().thenApplyAsync(followed -> null, executor);
            case UNKNOWN ->
                coherence
                        .lookUp(stored.tags())
                        .thenApplyAsync(known -> core.isValid(key, stored) ? stored : null, executor);
        };
    }

    /** What codecs of others say may be what the value says. */
    private static String reasonOf(Throwable failure) {
        return failure instanceof UnreadablePayloadException || failure instanceof UnencodableValueException
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getName();
    }

    /** As {@link #usable}, of values within their life alone. */
    CompletionStage<@Nullable StoredValue> fresh(
            EntryKey key, RemoteRead.Hit hit, EntryDescription entry, Executor executor) {
        return usable(key, hit, entry, executor)
                .thenApply(stored -> stored != null && Lives.isFresh(core.nanosLeft(stored)) ? stored : null);
    }

    // ---- storing

    /** Stores a value under a lease and installs it here if that was accepted. The stage never fails. */
    CompletionStage<Boolean> fill(EntryKey key, StoredValue stored, Lease lease, FillTask task, KeyCalls<?> calls) {
        byte[] bytes = Objects.requireNonNull(stored.bytes());
        return calls.fill(new Fill(remoteKey(key), lease.token(), bytes, core.lives.idling(stored.life())))
                .handle((filled, failure) -> {
                    if (failure != null) {
                        failed("fill", failure);
                        release(key, lease);
                        // Its caller gets the new value: nobody here may get an older one after that.
                        core.dropNear(key);
                        return false;
                    }
                    return stored(key, stored, task, filled);
                });
    }

    /** Begins a new life of the value of this stamp under a lease, and installs it so here. The stage never fails. */
    CompletionStage<Boolean> freshen(EntryKey key, long known, StoredValue stored, Lease lease, FillTask task) {
        byte[] dates = Envelope.datesOf(stored.header());
        return started(() -> tier().freshen(new Freshening(
                        remoteKey(key),
                        lease.token(),
                        Envelope.stampOf(known),
                        dates,
                        core.lives.idling(stored.life()))))
                .handle((freshened, failure) -> {
                    if (failure != null) {
                        failed("freshen", failure);
                        return false;
                    }
                    return stored(key, stored, task, freshened);
                });
    }

    /** Removes the value of this stamp, which no other instance hears of. The stage never fails. */
    CompletionStage<Void> discard(EntryKey key, long stamp) {
        Discard old = new Discard(remoteKey(key), Envelope.stampOf(stamp));
        return started(() -> tier().discard(List.of(old))).handle((discarded, failure) -> {
            if (failure != null) {
                failed("discard", failure);
            }
            return null;
        });
    }

    /** A value was read, and lives on; nobody waits for that. */
    void touch(EntryKey key, long stamp, @Nullable Duration life) {
        Duration idling = core.lives.idling(life);
        if (idling != null && mayAsk(key)) {
            Touch touch = new Touch(remoteKey(key), Envelope.stampOf(stamp), idling);
            started(() -> tier().touch(List.of(touch))).whenComplete((done, failure) -> {
                if (failure != null) {
                    failed("touch", failure);
                }
            });
        }
    }

    private boolean stored(EntryKey key, StoredValue stored, FillTask task, boolean accepted) {
        if (accepted) {
            // Another flight of the key may have begun to load before this one: who comes now must not get that older
            // value.
            coherence.poison(key.id(), task);
            core.statistics.puts.increment();
            core.install(key, stored, task);
        }
        return accepted;
    }

    // ---- leases

    /** Gives a lease back; nobody waits for that. */
    void release(EntryKey key, Lease lease) {
        release(remoteKey(key), lease);
    }

    void release(RemoteKey key, Lease lease) {
        giveBack(key, "release", () -> tier().release(key, lease.token()));
    }

    /** Gives a lease back after a load has failed; nobody waits for that. */
    void throttle(EntryKey key, Lease lease, Duration throttle) {
        giveBack(remoteKey(key), "throttle", () -> tier().throttle(remoteKey(key), new Lease(lease.token(), throttle)));
    }

    private void giveBack(RemoteKey key, String operation, Supplier<CompletionStage<Void>> call) {
        if (tier != null && coherence.isConnected(key.hash())) {
            started(call).whenComplete((done, failure) -> {
                if (failure != null) {
                    failed(operation, failure);
                }
            });
        }
    }

    // ---- failures

    /** A call to the remote tier failed, and its caller will not notice. */
    void failed(String operation, Throwable failure) {
        core.statistics.remoteFailures.increment();
        Throwable cause = StageFailure.causeOf(failure);
        core.parts
                .listener()
                .onEvent(new CacheEvent.RemoteFailed(core.name, operation, String.valueOf(cause.getMessage())));
        coherence.suspect();
    }

    /** Starts something; what it throws in starting fails the stage. */
    static <T> CompletionStage<T> started(Supplier<? extends CompletionStage<T>> start) {
        try {
            return start.get();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}

package dev.terrace.cache.engine;

import dev.terrace.cache.ConditionalLoader.Previous;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.LoadRefusedException;
import dev.terrace.cache.Origin;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.engine.Flight.Staleness;
import dev.terrace.cache.engine.Load.Target;
import dev.terrace.cache.engine.Loads.Kind;
import dev.terrace.cache.engine.Loads.Loaded;
import dev.terrace.cache.engine.Reads.Request;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Discard;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the leader of a flight does: asks the remote tier, and loads under its lease what is not there.
 *
 * <pre>
 * near, to be verified ─ header says the same ─ install anew ─ land
 *  │
 * ask ─ hit, fresh ───────────────────────────────── install ─ land
 *  │ ├─ hit, stale ─ note it ─ served while it is refreshed: land
 *  │ │                       └ else ask again, for anything but that
 *  │ ├─ hit, unreadable, past all use or invalid ─ ask again, for anything but that
 *  │ ├─ leased ─ load ─ {@linkplain Store fill or freshen}, install if that was accepted ─ land
 *  │ ├─ held by another ─ a refresh ends; else pause, ask again; in the end load without storing
 *  │ ├─ throttled ─ land with what was noted; else discard what nobody can use, ask again
 *  │ └─ failed ─ load, keep near only
 *  └─ not to be asked (away, barred) ─ load, keep near only or not at all
 *
 * a load that fails ─ land with what was noted, if that may be served; else fail
 * </pre>
 *
 * Every step runs on the given executor, for a blocking caller {@linkplain CallerThread its own thread}. The stage fails only
 * if the loader does; it brings null if a refresh found that it is not its turn.
 */
final class Lead<V> {

    private final CacheCore core;
    private final EntryKey key;
    private final Flight flight;
    private final EntryDescription entry;
    private final Loading<V> loading;
    private final Purpose purpose;
    private final TimedCalls<V> calls;
    private final Executor executor;
    private final Store<V> store;
    private final Lease lease;
    private final long giveUpAt;
    private volatile boolean impatient;

    /** What a flight is for. */
    enum Purpose {
        /** For a caller, who waits for it to the end. */
        SERVE,
        /** For a caller who does not wait for it in any case, so that nothing of it may happen on his thread. */
        SERVE_DETACHED,
        /** To replace a value that is served meanwhile. */
        REFRESH
    }

    /** @param executor where every step runs but a load in the background */
    Lead(CacheCore core, Flight flight, Request<V> request, Purpose purpose, Executor executor) {
        this.core = core;
        this.key = request.key();
        this.flight = flight;
        this.entry = request.entry();
        Loading<V> loading = request.loading();
        this.loading = purpose == Purpose.SERVE ? loading : loading.inBackground();
        this.purpose = purpose;
        this.calls = new TimedCalls<>(core, request.calls().of(purpose, executor));
        this.executor = calls.executor();
        this.store = new Store<>(core, key, entry, calls);
        Duration leased = core.policy.loader().lease();
        this.lease = new Lease(core.coherence.newToken(), leased);
        // Another's load is renewed until it counts as hung, and its lease lapses after that.
        this.giveUpAt = core.parts.clock().nanoTime()
                + core.policy.loader().patience().plus(leased).toNanos();
    }

    /** Where it is to begin. */
    Executor executor() {
        return executor;
    }

    /** It has landed, or failed. */
    void end() {
        calls.end();
    }

    /** From now on waits neither for another instance's load nor for its turn. */
    void hurry() {
        impatient = true;
        flight.urge();
    }

    CompletionStage<@Nullable Landing> fly() {
        if (!core.shared && purpose != Purpose.REFRESH) {
            // There is no other tier to tell that another flight has landed since the caller looked.
            NearAccess.Found found = core.look(key);
            if (found != null && found.use() == NearAccess.Use.SERVE) {
                return landed(StoredValue.of(found.entry()), Origin.NEAR);
            }
        }
        if (!core.shared || !core.coherence.isConnected(key.hash())) {
            return loadNear();
        }
        return core.coherence.isInStep(key.hash())
                ? begin()
                : calls.sync().thenComposeAsync(synced -> afterSync(), executor);
    }

    /** Without a sync nobody knows which tags were invalidated: then what Redis has is no better than what is near. */
    private CompletionStage<@Nullable Landing> afterSync() {
        NearAccess.Found found = core.look(key);
        if (found != null && found.use() == NearAccess.Use.SERVE) {
            return landed(StoredValue.of(found.entry()), Origin.NEAR);
        }
        if (found != null) {
            core.reserve(key, flight, found.entry());
        }
        return core.coherence.isInStep(key.hash()) ? begin() : loadNear();
    }

    private CompletionStage<@Nullable Landing> begin() {
        if (purpose == Purpose.REFRESH) {
            return ask(knownToFlight(), Pause.first());
        }
        NearEntry doubtful = core.remote.doubtful(key);
        return doubtful == null
                ? ask(knownToFlight(), Pause.first())
                : core.remote
                        .verify(key, doubtful, flight.task(), calls)
                        .thenCompose(verified -> verified != null ? landed(verified) : ask(null, Pause.first()));
    }

    private CompletionStage<@Nullable Landing> landed(NearEntry verified) {
        core.touch(verified);
        return landed(StoredValue.of(verified), Origin.NEAR);
    }

    /** The stamp of the old value that another one is wanted for. */
    private byte @Nullable [] knownToFlight() {
        Fallback known = flight.fallback();
        if (known == null || !known.stored().isStamped()) {
            return null;
        }
        boolean good = purpose != Purpose.REFRESH && core.mayServeAtOnce(known);
        return good ? null : Envelope.stampOf(known.stored().stamp());
    }

    // ---- asking

    private CompletionStage<@Nullable Landing> ask(byte @Nullable [] known, Pause pause) {
        if (!core.remote.mayAsk(key)) {
            return loadNear();
        }
        return calls.read(new Read(RemoteAccess.remoteKey(key), known, lease))
                .handleAsync(
                        (read, failure) -> failure == null ? answered(read, known, pause) : unanswered(failure),
                        executor)
                .thenCompose(Function.identity());
    }

    private CompletionStage<@Nullable Landing> answered(RemoteRead read, byte @Nullable [] known, Pause pause) {
        if (read instanceof RemoteRead.Hit hit) {
            return calls.orWithout(core.remote.usable(key, hit, entry, executor))
                    .thenCompose(stored -> hit(hit, stored, pause));
        }
        if (read instanceof RemoteRead.Leased) {
            return loadUnderLease();
        }
        if (read instanceof RemoteRead.Throttled) {
            Fallback fallback = core.fallback(key, flight);
            return fallback != null ? landed(core.elsewhereFailed(key, fallback)) : askWithout(known, pause);
        }
        if (purpose == Purpose.REFRESH) {
            return CompletableFuture.completedFuture(null);
        }
        if (isImpatient()) {
            return loadUnstored();
        }
        return calls.pause(pause.millis(core.parts.random()))
                .thenComposeAsync(waited -> ask(known, pause.next()), executor);
    }

    private boolean isImpatient() {
        return impatient || core.parts.clock().nanoTime() - giveUpAt > 0;
    }

    /**
     * A throttle is for those who have something to serve instead. Where that was invalidated meanwhile, or is past all use, it goes:
     * then one reader loads, not each of them for itself.
     */
    private CompletionStage<@Nullable Landing> askWithout(byte @Nullable [] useless, Pause pause) {
        if (purpose == Purpose.REFRESH || useless == null || isImpatient()) {
            return loadUnstored();
        }
        Discard old = new Discard(RemoteAccess.remoteKey(key), useless);
        return calls.inTime(() -> core.remote.tier().discard(List.of(old)))
                .handleAsync(
                        (discarded, failure) -> {
                            if (failure != null) {
                                core.remote.failed("discard", failure);
                                return loadNear();
                            }
                            return ask(null, pause.next());
                        },
                        executor)
                .thenCompose(Function.identity());
    }

    private CompletionStage<@Nullable Landing> hit(RemoteRead.Hit hit, @Nullable StoredValue stored, Pause pause) {
        byte[] stamp = Envelope.stampOf(hit.stored());
        if (stored == null) {
            core.beginAnew(key, flight);
            return ask(stamp, pause);
        }
        core.install(key, stored, flight.task());
        long left = core.nanosLeft(stored);
        Fallback old = Fallback.remote(stored, flight.task());
        if (Lives.isFresh(left)) {
            // A refresh is due to a read, too.
            core.touch(key, stored);
            if (purpose != Purpose.REFRESH && refreshesAhead(stored, left)) {
                flight.fallBackOn(old);
                flight.wantRefresh();
            }
            return landed(stored, Origin.REMOTE);
        }
        flight.fallBackOn(old);
        if (purpose == Purpose.REFRESH || !core.lives.mayRevalidate(left)) {
            return ask(stamp, pause);
        }
        flight.wantRefresh();
        return landed(Landing.stale(old, Staleness.REVALIDATING));
    }

    private boolean refreshesAhead(StoredValue stored, long left) {
        return core.lives.refreshesAhead(
                left, stored.freshMillis(), stored.header().loadMillis());
    }

    private CompletionStage<@Nullable Landing> unanswered(Throwable failure) {
        core.remote.failed("read", failure);
        // It may have been leased to us all the same.
        core.remote.release(key, lease);
        return loadNear();
    }

    // ---- loading

    private CompletionStage<@Nullable Landing> loadUnderLease() {
        return load(
                kind(),
                lease,
                (previous, loaded) -> core.coherence.isConnected(key.hash())
                        ? store.underLease(previous, loaded, lease, flight.task())
                        : CompletableFuture.completedFuture(keptNear(previous, loaded)));
    }

    /** Without a remote tier, while it is away, or while it may still hold what this instance has invalidated. */
    private CompletionStage<@Nullable Landing> loadNear() {
        boolean away = core.remote.exists() && purpose == Purpose.SERVE;
        return load(
                away ? Kind.AWAY : kind(),
                null,
                (previous, loaded) -> CompletableFuture.completedFuture(keptNear(previous, loaded)));
    }

    /** Who was given up comes too late: another may have loaded since, and no lease has kept it from that. */
    private StoredValue keptNear(@Nullable Fallback previous, Loaded<V> loaded) {
        return flight.landed().isDone()
                ? store.nowhere(previous, loaded, flight.task())
                : store.near(previous, loaded, flight.task());
    }

    /** For callers who have waited in vain for another's load. */
    private CompletionStage<@Nullable Landing> loadUnstored() {
        return purpose == Purpose.REFRESH
                ? CompletableFuture.completedFuture(null)
                : load(
                        kind(),
                        null,
                        (previous, loaded) ->
                                CompletableFuture.completedFuture(store.nowhere(previous, loaded, flight.task())));
    }

    private Kind kind() {
        return switch (purpose) {
            case SERVE -> Kind.CALLER;
            case SERVE_DETACHED -> Kind.DETACHED;
            case REFRESH -> Kind.REFRESH;
        };
    }

    /** What becomes of a loaded value. */
    private interface Keep<V> {
        CompletionStage<StoredValue> keep(@Nullable Fallback previous, Loaded<V> loaded);
    }

    private CompletionStage<@Nullable Landing> load(Kind kind, @Nullable Lease held, Keep<V> keep) {
        Fallback known = flight.fallback();
        Fallback previous = known != null && core.holds(key, flight, known) ? known : null;
        boolean dispensable = core.fallback(key, flight) != null;
        return calls.load(new Loads.Order<>(
                        List.of(new Target(key, flight, held)),
                        loading,
                        previous(previous),
                        kind,
                        dispensable,
                        executor))
                .thenApplyAsync(Function.identity(), executor)
                .thenCompose(loaded -> keep.keep(previous, loaded))
                .thenApply(stored -> Landing.fresh(stored, Origin.LOADED))
                .handle((landing, failure) -> failure == null ? landed(landing) : failed(LoadFailure.of(failure), held))
                .thenCompose(Function.identity());
    }

    @SuppressWarnings("unchecked")
    private @Nullable Previous<V> previous(@Nullable Fallback fallback) {
        if (fallback == null) {
            return null;
        }
        StoredValue stored = fallback.stored();
        Duration age = Duration.ofMillis(core.ageMillis(stored.writtenAt()));
        return new Previous<>((V) stored.value(), stored.header().validators(), age);
    }

    private CompletionStage<@Nullable Landing> failed(LoadFailure failure, @Nullable Lease held) {
        boolean refused = failure.thrown() instanceof LoadRefusedException;
        Fallback fallback = core.fallback(key, flight);
        if (held != null && (refused || fallback == null)) {
            core.remote.release(key, held);
        } else if (held != null) {
            core.remote.throttle(key, held, core.policy.loader().throttle());
        }
        if (!refused) {
            core.loadFailed(failure.thrown());
        }
        if (fallback != null && !(refused && purpose == Purpose.REFRESH)) {
            return fallBackOn(fallback);
        }
        return refused && purpose == Purpose.REFRESH
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(failure);
    }

    private CompletionStage<@Nullable Landing> fallBackOn(Fallback fallback) {
        return landed(core.instead(key, fallback, Staleness.ERROR));
    }

    private static CompletionStage<@Nullable Landing> landed(StoredValue stored, Origin origin) {
        return landed(Landing.fresh(stored, origin));
    }

    private static CompletionStage<@Nullable Landing> landed(Landing landing) {
        return CompletableFuture.completedFuture(landing);
    }
}

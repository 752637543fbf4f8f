package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.LoadResult;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.engine.Flights.Place;
import dev.terrace.cache.engine.Lead.Purpose;
import dev.terrace.cache.engine.Reads.Request;
import dev.terrace.cache.event.Operation;
import dev.terrace.cache.near.NearEntry;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts the flights of one cache: those of callers, and those that refresh what is served meanwhile. Thread-safe. */
final class Takeoff {

    /** How long hits do not ask again after one of them has: another instance may be loading, or too much be under way. */
    private static final Duration REFRESH_PAUSE = Duration.ofMillis(250);

    private static final int MAXIMUM_CAUSES = 16;

    private final CacheCore core;

    Takeoff(CacheCore core) {
        this.core = core;
    }

    /**
     * Flies for a caller, and ends the flight before anybody hears of it.
     *
     * @return what it brought, also if those who wait for the flight were told before to help themselves
     */
    <V> CompletableFuture<@Nullable Landing> lead(Flight flight, Request<V> request, Lead<V> lead) {
        CompletableFuture<@Nullable Landing> done = new CompletableFuture<>();
        RemoteAccess.started(lead::fly).whenComplete((landing, failure) -> {
            core.flights.leave(request.key(), flight);
            lead.end();
            if (failure != null) {
                LoadFailure thrown = LoadFailure.of(failure);
                if (isOwnInterrupt(flight, thrown.thrown())) {
                    flight.landed().complete(null);
                } else {
                    flight.landed().completeExceptionally(thrown);
                }
                done.completeExceptionally(thrown);
            } else {
                flight.landed().complete(landing);
                done.complete(landing);
                refreshIfStale(request, flight, landing);
            }
            core.coherence.endFill(flight.task());
        });
        return done;
    }

    /** Whether a load failed because the caller who made it was interrupted, which is nobody else's business. */
    private static boolean isOwnInterrupt(Flight flight, Throwable thrown) {
        if (flight.leader() == Thread.currentThread() && Thread.currentThread().isInterrupted()) {
            return true;
        }
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAXIMUM_CAUSES; depth++) {
            if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** A value of the remote tier was served that is stale, or will be soon: now somebody loads it anew. */
    private <V> void refreshIfStale(Request<V> request, Flight flight, @Nullable Landing landing) {
        Fallback fallback = flight.fallback();
        if (landing != null && flight.isRefreshWanted() && fallback != null) {
            refresh(request, fallback);
        }
    }

    /** Replaces the value of a near entry, which is served meanwhile. Returns at once. */
    <V> void refresh(Request<V> request, NearEntry entry) {
        refresh(request, StoredValue.of(entry), flight -> core.reserve(request.key(), flight, entry));
    }

    /** The same of a value that a flight has found whose task has not ended yet. */
    private <V> void refresh(Request<V> request, Fallback found) {
        refresh(request, found.stored(), flight -> {
            if (!found.task().isPoisoned()) {
                flight.fallBackOn(new Fallback(found.stored(), found.origin(), flight.task(), found.near()));
            }
        });
    }

    private <V> void refresh(Request<V> request, StoredValue known, Consumer<Flight> reserve) {
        core.quieten(request.key(), known, pause());
        if (core.loads.isFull()) {
            core.statistics.refusedLoads.increment();
            return;
        }
        Place place = core.flights.board(request.key(), null);
        if (!place.leads()) {
            return;
        }
        Flight flight = place.flight();
        reserve.accept(flight);
        flight.beginRefresh();
        Lead<V> refresh = new Lead<>(core, flight, request, Purpose.REFRESH, core.executor());
        refresh.executor().execute(() -> {
            var unused = lead(flight, request, refresh);
        });
    }

    /**
     * Loads for one caller, who must not wait for others, and keeps nothing. The stage fails with a {@link LoadFailure}.
     *
     * @param keys what it loads
     */
    <V> CompletionStage<CachedValue<V>> alone(Loading<V> loading, List<EntryKey> keys) {
        core.statistics.misses.add(keys.size());
        return called(loading, keys).handle((result, failure) -> {
            if (failure != null) {
                core.statistics.loadFailures.increment();
                throw LoadFailure.of(failure);
            }
            core.statistics.loads.increment();
            return CachedValue.loaded(Store.valueOf(result));
        });
    }

    /** On the caller's thread if this is it, else on one that may be held up, in the caller's context. */
    private <V> CompletionStage<LoadResult<V>> called(Loading<V> loading, List<EntryKey> keys) {
        if (loading.isHere()) {
            return call(loading, keys);
        }
        CompletableFuture<LoadResult<V>> result = new CompletableFuture<>();
        Runnable call = () -> call(loading, keys).whenComplete(Relay.to(result));
        try {
            core.parts.loaders().execute(loading.context().apply(call));
        } catch (Throwable e) {
            // There is no thread for it, or its caller's context cannot be taken over.
            result.completeExceptionally(e);
        }
        return result;
    }

    private <V> CompletionStage<LoadResult<V>> call(Loading<V> loading, List<EntryKey> keys) {
        return core.loads.call(Operation.Kind.LOAD, keys, () -> loading.call(null));
    }

    private Duration pause() {
        long half = REFRESH_PAUSE.toMillis() / 2;
        return Duration.ofMillis(half + core.parts.random().nextLong(half + 1));
    }
}

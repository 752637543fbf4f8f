package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.ValueLoader;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.engine.Flights.Place;
import dev.terrace.cache.near.NearEntry;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The read path that may load: a near hit, else a place on the flight of the key. Leaders {@linkplain Lead work}, the others
 * wait; blocking and asynchronous callers share flights.
 */
final class Reads {

    private final CacheCore core;
    private final Flights flights;
    private final Waiters waiters;

    Reads(CacheCore core, Waiters waiters) {
        this.core = core;
        this.flights = new Flights(core.name, core.coherence, core.parts.keys(), core.parts.clock());
        this.waiters = waiters;
    }

    <V> CachedValue<V> fetch(Object callerKey, ValueLoader<V> loader, EntryDescription entry) throws Exception {
        if (isStrong(entry)) {
            if (!inStepFromNow(callerKey)) {
                return CachedValue.loaded(core.loadAlone(loader));
            }
        } else {
            NearEntry hit = core.nearHit(callerKey);
            if (hit != null) {
                return core.served(hit);
            }
        }
        EntryKey key = core.keyOf(callerKey);
        for (boolean first = true; ; first = false) {
            Place place = flights.board(key, Thread.currentThread());
            Flight flight = place.flight();
            try {
                if (place.leads()) {
                    return core.served(leadBlocking(key, flight, loader, entry));
                }
                Landing landing = waiters.await(flight, core.waitNanos());
                if (landing == null) {
                    return CachedValue.loaded(core.loadAlone(loader));
                }
                // A second flight began after this read did, so whatever was invalidated since does not matter to it.
                if (!first || core.mayShare(key, landing.stored())) {
                    return core.servedFollower(landing);
                }
                // Invalidated by a tag before it landed: what it brought is only for those who were there before that.
                flights.leave(key, flight);
            } catch (ExecutionException e) {
                throw LoadFailure.<Exception>sneak(
                        LoadFailure.of(Objects.requireNonNull(e.getCause())).thrown());
            }
        }
    }

    private boolean isStrong(EntryDescription entry) {
        return entry.isStrong() && core.shared;
    }

    private boolean inStepFromNow(Object callerKey) {
        CallerThread caller = new CallerThread();
        CompletableFuture<Boolean> synced =
                core.coherence.syncFromNow(core.keyOf(callerKey).hash()).toCompletableFuture();
        caller.runUntil(synced, () -> {});
        return synced.join();
    }

    private <V> Landing leadBlocking(EntryKey key, Flight flight, ValueLoader<V> loader, EntryDescription entry)
            throws ExecutionException {
        CallerThread caller = new CallerThread();
        Lead<V> lead = new Lead<>(core, key, flight, entry, () -> load(loader), caller);
        takeOff(key, lead, flight);
        caller.runUntil(flight.landed(), lead::hurry);
        try {
            return flight.landed().get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("A completed future does not wait", e);
        }
    }

    private static <V> CompletionStage<V> load(ValueLoader<V> loader) {
        try {
            return CompletableFuture.completedFuture(loader.load());
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(new LoadFailure(e));
        }
    }

    <V> CompletionStage<CachedValue<V>> fetchAsync(
            Object callerKey, Supplier<? extends CompletionStage<V>> loader, EntryDescription entry) {
        if (isStrong(entry)) {
            return core.coherence
                    .syncFromNow(core.keyOf(callerKey).hash())
                    .thenComposeAsync(
                            inStep -> inStep
                                    ? boardAsync(core.keyOf(callerKey), loader, entry, true)
                                    : core.loadAloneAsync(loader),
                            executor());
        }
        NearEntry hit = core.nearHit(callerKey);
        if (hit != null) {
            return CompletableFuture.completedFuture(core.served(hit));
        }
        return boardAsync(core.keyOf(callerKey), loader, entry, true);
    }

    private <V> CompletionStage<CachedValue<V>> boardAsync(
            EntryKey key, Supplier<? extends CompletionStage<V>> loader, EntryDescription entry, boolean first) {
        Place place = flights.board(key, null);
        Flight flight = place.flight();
        if (place.leads()) {
            takeOff(key, new Lead<>(core, key, flight, entry, loader, executor()), flight);
        }
        // A stage of the caller's own: cancelling it does not cancel the flight.
        CompletableFuture<CachedValue<V>> result = new CompletableFuture<>();
        var unused = flight.landed()
                .whenCompleteAsync(
                        (landing, failure) -> {
                            if (failure != null) {
                                result.completeExceptionally(
                                        LoadFailure.of(failure).thrown());
                            } else if (place.leads()) {
                                result.complete(core.served(landing));
                            } else if (!first || core.mayShare(key, landing.stored())) {
                                result.complete(core.servedFollower(landing));
                            } else {
                                flights.leave(key, flight);
                                boardAsync(key, loader, entry, false).whenComplete((value, again) -> {
                                    if (again != null) {
                                        result.completeExceptionally(again);
                                    } else {
                                        result.complete(value);
                                    }
                                });
                            }
                        },
                        executor());
        return result;
    }

    private Executor executor() {
        return core.parts.executor();
    }

    /** Ends the flight however its lead ends, before anybody hears of it. */
    private void takeOff(EntryKey key, Lead<?> lead, Flight flight) {
        core.started(lead::fly).whenComplete((landing, failure) -> {
            flights.end(key, flight);
            if (failure != null) {
                flight.landed().completeExceptionally(LoadFailure.of(failure));
            } else {
                flight.landed().complete(landing);
            }
        });
    }
}

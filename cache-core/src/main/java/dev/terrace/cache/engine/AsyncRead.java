package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.LoadTimeoutException;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.engine.Flight.Staleness;
import dev.terrace.cache.engine.Flights.Place;
import dev.terrace.cache.engine.Lead.Purpose;
import dev.terrace.cache.engine.NearAccess.Found;
import dev.terrace.cache.engine.Reads.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A read of an asynchronous caller. Its stage is the caller's own: cancelling it ends neither the flight nor anybody else's wait.
 */
final class AsyncRead<V> {

    /** After so many loads in vain a caller helps itself. */
    private static final int BOARDINGS = 2;

    private final CacheCore core;
    private final Takeoff takeoff;
    private final Request<V> request;
    private final CompletableFuture<CachedValue<V>> result = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Flight flight;

    AsyncRead(CacheCore core, Takeoff takeoff, Request<V> request) {
        this.core = core;
        this.takeoff = takeoff;
        this.request = request;
    }

    /** @param old a near entry that may be served in trouble; null if there is none */
    CompletionStage<CachedValue<V>> fetch(@Nullable Found old) {
        board(old, 1);
        if (!result.isDone() && core.policy.loadsInBackground()) {
            after(core.policy.loader().softTimeout(), this::softTimeout);
            after(core.policy.loader().hardTimeout(), this::hardTimeout);
        }
        return result;
    }

    CompletionStage<CachedValue<V>> loadAlone() {
        helpItself();
        return result;
    }

    private void board(@Nullable Found old, int boarding) {
        Place place = core.flights.board(request.key(), null);
        Flight boarded = place.flight();
        flight = boarded;
        if (place.leads() && old != null) {
            core.reserve(request.key(), boarded, old.entry());
        }
        Landing meanwhile = place.leads() || request.entry().isStrong() ? null : core.meanwhile(request.key(), boarded);
        if (meanwhile != null) {
            serve(meanwhile);
            return;
        }
        if (!place.leads() && core.loads.isAtWork(Thread.currentThread())) {
            boarded.urge();
        }
        CompletableFuture<@Nullable Landing> landed = place.leads()
                ? takeoff.lead(boarded, request, new Lead<>(core, boarded, request, Purpose.SERVE, executor()))
                : boarded.landed();
        var unused = landed.whenCompleteAsync(
                (landing, failure) -> {
                    if (failure != null) {
                        fail(LoadFailure.of(failure).thrown());
                    } else if (landing != null && (place.leads() || boarding > 1 || mayShare(landing))) {
                        serve(landing);
                    } else if (boarding < BOARDINGS) {
                        core.flights.leave(request.key(), boarded);
                        board(null, boarding + 1);
                    } else {
                        helpItself();
                    }
                },
                core.parts.replies());
    }

    private void helpItself() {
        takeoff.<V>alone(request.loading(), List.of(request.key()))
                .whenCompleteAsync(
                        (value, failure) -> {
                            if (failure != null) {
                                result.completeExceptionally(
                                        LoadFailure.of(failure).thrown());
                            } else {
                                result.complete(value);
                            }
                        },
                        core.parts.replies());
    }

    private boolean mayShare(Landing landing) {
        return core.mayShare(request.key(), landing.stored());
    }

    private void serve(Landing landing) {
        if (isFirst()) {
            try {
                result.complete(core.served(landing));
            } catch (Throwable e) {
                // A copy cannot be made. Whoever waits must hear of it: nobody else ends the read now.
                result.completeExceptionally(e);
            }
        }
    }

    private void fail(Throwable failure) {
        if (isFirst()) {
            core.statistics.misses.increment();
            result.completeExceptionally(failure);
        }
    }

    /** Whether nothing has ended the read before: a landing and a timeout may come at once, and one of them counts. */
    private boolean isFirst() {
        return !result.isDone() && ended.compareAndSet(false, true);
    }

    private void after(@Nullable Duration timeout, Runnable task) {
        if (timeout != null) {
            core.parts.timer().after(timeout, () -> {
                if (!result.isDone()) {
                    core.parts.replies().execute(task);
                }
            });
        }
    }

    private void softTimeout() {
        Flight current = flight;
        Fallback fallback = current != null ? core.fallback(request.key(), current) : null;
        if (fallback != null) {
            serve(core.instead(request.key(), fallback, Staleness.TIMEOUT));
        }
    }

    private void hardTimeout() {
        softTimeout();
        Duration timeout = core.policy.loader().hardTimeout();
        if (timeout != null && !result.isDone()) {
            fail(LoadTimeoutException.hard(core.name, timeout));
        }
    }

    private Executor executor() {
        return core.executor();
    }
}

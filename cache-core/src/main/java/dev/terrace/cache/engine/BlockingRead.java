package dev.terrace.cache.engine;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.LoadTimeoutException;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.engine.Flight.Staleness;
import dev.terrace.cache.engine.Flights.Place;
import dev.terrace.cache.engine.Lead.Purpose;
import dev.terrace.cache.engine.NearAccess.Found;
import dev.terrace.cache.engine.Reads.Request;
import dev.terrace.cache.engine.Waiters.Awaited;
import dev.terrace.cache.engine.Waiters.End;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A read of a blocking caller. If it leads, the load runs on its thread, unless a timeout is set: then it leads as one who waits
 * like the others.
 */
final class BlockingRead<V> {

    /** After so many loads in vain a caller helps itself. */
    private static final int BOARDINGS = 3;

    private final CacheCore core;
    private final Takeoff takeoff;
    private final Waiters waiters;
    private final Request<V> request;
    private final Deadlines deadlines;

    BlockingRead(CacheCore core, Takeoff takeoff, Waiters waiters, Request<V> request) {
        this.core = core;
        this.takeoff = takeoff;
        this.waiters = waiters;
        this.request = request;
        this.deadlines = Deadlines.of(core.policy, request.beganAt());
    }

    /**
     * Fetches.
     *
     * @param old a near entry that may be served in trouble; null if there is none
     * @throws Exception what the loader threw
     */
    CachedValue<V> fetch(@Nullable Found old) throws Exception {
        try {
            for (int boardings = 1; boardings <= BOARDINGS; boardings++) {
                CachedValue<V> value = board(old, boardings == 1);
                if (value != null) {
                    return value;
                }
            }
            return loadAlone();
        } catch (LoadFailure e) {
            throw LoadFailure.<Exception>sneak(e.thrown());
        } catch (ExecutionException e) {
            core.statistics.misses.increment();
            throw LoadFailure.<Exception>sneak(
                    LoadFailure.of(Objects.requireNonNull(e.getCause())).thrown());
        }
    }

    /** Leads or follows a flight; null if the caller has to board another one. */
    private @Nullable CachedValue<V> board(@Nullable Found old, boolean first) throws Exception {
        Place place = board(old);
        if (place.leads() && leadsHere()) {
            CallerThread caller = new CallerThread();
            Leading leading = lead(place.flight(), caller);
            caller.runUntil(leading.done(), leading::hurry);
            return landed(leading);
        }
        if (place.leads()) {
            leadDetached(place.flight());
        }
        return follow(place, first);
    }

    /** Boards, and says what there is already. */
    Place board(@Nullable Found old) {
        Place place = core.flights.board(request.key(), leadsHere() ? Thread.currentThread() : null);
        if (place.leads() && old != null) {
            core.reserve(request.key(), place.flight(), old.entry());
        }
        return place;
    }

    /** Whether it is its own thread that leads. */
    boolean leadsHere() {
        return !deadlines.exist();
    }

    void leadDetached(Flight flight) {
        var unused = takeoff.lead(
                flight, request, new Lead<>(core, flight, request, Purpose.SERVE_DETACHED, core.executor()));
    }

    /**
     * Waits for a flight that it does not lead on its own thread.
     *
     * @param first whether it has boarded no other one before
     * @return null if the caller has to board another one
     */
    @Nullable
    CachedValue<V> follow(Place place, boolean first) throws Exception {
        Flight flight = place.flight();
        Landing meanwhile = place.leads() || request.entry().isStrong() ? null : core.meanwhile(request.key(), flight);
        if (meanwhile != null) {
            return core.served(meanwhile);
        }
        if (core.loads.isAtWork(Thread.currentThread())) {
            flight.urge();
        }
        Awaited awaited = await(flight);
        Landing landing = awaited.landing();
        if (awaited.end() == End.ALONE) {
            return loadAlone();
        }
        if (awaited.end() == End.TIMEOUT) {
            return landing != null ? core.served(landing) : timedOut();
        }
        // A second flight began after this read did, so whatever was invalidated since does not matter to it.
        if (landing != null && (place.leads() || !first || core.mayShare(request.key(), landing.stored()))) {
            return core.served(landing);
        }
        // Given up, or invalidated by a tag before it landed: then what it brought is for those who were there before
        // that.
        core.flights.leave(request.key(), flight);
        return null;
    }

    /** What this thread leads. */
    record Leading(CompletableFuture<@Nullable Landing> done, Lead<?> lead) {

        /** From now on does not wait for another instance's load. */
        void hurry() {
            lead.hurry();
        }
    }

    /** Leads on its own thread, which then has to run what there is to do until it is done. */
    Leading lead(Flight flight, CallerThread caller) {
        Lead<V> lead = new Lead<>(core, flight, request, Purpose.SERVE, caller);
        return new Leading(takeoff.lead(flight, request, lead), lead);
    }

    /** What came of it. */
    CachedValue<V> landed(Leading leading) throws ExecutionException {
        try {
            return core.served(Objects.requireNonNull(leading.done().get(), "Only refreshes bring nothing"));
        } catch (InterruptedException e) {
            throw new IllegalStateException("A completed future does not wait", e);
        }
    }

    /** Waits to the soft timeout for a new value, then for one that is better than an old one, to the hard timeout. */
    private Awaited await(Flight flight) throws ExecutionException {
        if (deadlines.soft() != null) {
            Awaited awaited = waiters.await(flight, left(deadlines.soft()));
            Landing old = awaited.end() == End.TIMEOUT ? old(flight) : null;
            if (old != null || awaited.end() != End.TIMEOUT) {
                return old != null ? new Awaited(End.TIMEOUT, old) : awaited;
            }
        }
        Awaited awaited = waiters.await(flight, left(deadlines.hard()));
        return awaited.end() == End.TIMEOUT ? new Awaited(End.TIMEOUT, old(flight)) : awaited;
    }

    /** What there is instead of a value that is not loaded in time. */
    private @Nullable Landing old(Flight flight) {
        Fallback fallback = core.fallback(request.key(), flight);
        return fallback != null ? core.instead(request.key(), fallback, Staleness.TIMEOUT) : null;
    }

    private long left(@Nullable Long deadline) {
        return deadline == null
                ? Long.MAX_VALUE
                : Math.max(0, deadline - core.parts.clock().nanoTime());
    }

    private CachedValue<V> timedOut() {
        core.statistics.misses.increment();
        Duration hard = Objects.requireNonNull(core.policy.loader().hardTimeout(), "Nothing else ends a wait");
        throw LoadTimeoutException.hard(core.name, hard);
    }

    /**
     * For a caller that must not wait for the one who loads.
     *
     * @throws LoadFailure what the loader threw, which may be of any kind
     */
    CachedValue<V> loadAlone() throws InterruptedException {
        try {
            return takeoff.alone(request.loading(), List.of(request.key()))
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw LoadFailure.of(Objects.requireNonNull(e.getCause()));
        }
    }
}

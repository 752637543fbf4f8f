package dev.terrace.cache.engine;

import dev.terrace.cache.engine.Flight.Landing;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Which thread waits for which flight, over all caches. A loader that fetches makes its thread wait while it leads; when the
 * flights wait for each other in a circle, whoever closes it does not wait. Thread-safe; a look takes time linear in the chain.
 */
final class Waiters {

    private final ConcurrentMap<Thread, Flight> waiting = new ConcurrentHashMap<>();

    /** How waiting ended. */
    enum End {
        /** The flight is over. */
        LANDED,
        /** It lasted too long. */
        TIMEOUT,
        /** It would never end, or the thread was interrupted, and then its interrupt status is set. */
        ALONE
    }

    /**
     * What waiting came to.
     *
     * @param landing what the flight brought, null also if the caller must help itself
     */
    record Awaited(End end, @Nullable Landing landing) {
        static Awaited without(End end) {
            return new Awaited(end, null);
        }
    }

    /**
     * Waits for a flight of another.
     *
     * @throws ExecutionException if the flight failed
     */
    Awaited await(Flight flight, long timeoutNanos) throws ExecutionException {
        Thread self = Thread.currentThread();
        Flight before = waiting.put(self, flight);
        try {
            if (isLedBy(self, flight)) {
                return Awaited.without(End.ALONE);
            }
            return new Awaited(End.LANDED, flight.landed().get(timeoutNanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Awaited.without(End.TIMEOUT);
        } catch (InterruptedException e) {
            self.interrupt();
            return Awaited.without(End.ALONE);
        } finally {
            if (before == null) {
                waiting.remove(self);
            } else {
                waiting.put(self, before);
            }
        }
    }

    /**
     * Whether this flight's leader is this thread, or waits for a flight of which that is true. One that has landed holds up nobody,
     * also if whoever waited for it has not noticed yet.
     */
    private boolean isLedBy(Thread self, Flight flight) {
        Flight next = flight;
        // Each step goes to another thread, so a chain longer than the number of waiting threads is a circle.
        for (int steps = waiting.size(); next != null && !next.landed().isDone() && steps >= 0; steps--) {
            Thread leader = next.leader();
            if (leader == self) {
                return true;
            }
            next = leader != null ? waiting.get(leader) : null;
        }
        return false;
    }
}

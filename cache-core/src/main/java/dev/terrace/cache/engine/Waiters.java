package dev.terrace.cache.engine;

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

    /**
     * Waits for a flight of another.
     *
     * @return what it brought, or null if waiting would never end, lasted too long or was interrupted (and then the thread's
     *     interrupt status is set): the caller must help itself
     * @throws ExecutionException if the flight failed
     */
    Flight.@Nullable Landing await(Flight flight, long timeoutNanos) throws ExecutionException {
        Thread self = Thread.currentThread();
        Flight before = waiting.put(self, flight);
        try {
            if (isLedBy(self, flight)) {
                return null;
            }
            return flight.landed().get(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            self.interrupt();
            return null;
        } finally {
            if (before == null) {
                waiting.remove(self);
            } else {
                waiting.put(self, before);
            }
        }
    }

    /** Whether this flight's leader is this thread, or waits for a flight of which that is true. */
    private boolean isLedBy(Thread self, Flight flight) {
        Flight next = flight;
        // Each step goes to another thread, so a chain longer than the number of waiting threads is a circle.
        for (int steps = waiting.size(); next != null && steps >= 0; steps--) {
            Thread leader = next.leader();
            if (leader == self) {
                return true;
            }
            next = leader != null ? waiting.get(leader) : null;
        }
        return false;
    }
}

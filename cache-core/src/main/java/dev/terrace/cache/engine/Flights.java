package dev.terrace.cache.engine;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The flights of one cache: at most one that may be joined for each key. A flight may be joined while no invalidation that is
 * known to concern its key came after it began, and while such are known or it is young; tags are known only when it lands, and
 * checked then. Thread-safe.
 */
final class Flights {

    private final ConcurrentMap<Object, Flight> flights = new ConcurrentHashMap<>();
    private final String cache;
    private final Coherence coherence;
    private final KeyEncoder keys;
    private final CacheClock clock;

    Flights(String cache, Coherence coherence, KeyEncoder keys, CacheClock clock) {
        this.clock = clock;
        this.cache = cache;
        this.coherence = coherence;
        this.keys = keys;
    }

    /**
     * A place on a flight.
     *
     * @param flight the flight
     * @param leads whether it was made for this caller, who must end it
     */
    record Place(Flight flight, boolean leads) {}

    /** A place on the flight of a key that may be joined, else on a new one. */
    Place board(EntryKey key, @Nullable Thread leader) {
        Flight present = flights.get(key.near());
        if (present != null && mayJoin(key, present)) {
            return new Place(present, false);
        }
        Flight[] made = new Flight[1];
        Flight flight = flights.compute(key.near(), (k, other) -> {
            if (other != null && mayJoin(key, other)) {
                return other;
            }
            made[0] = new Flight(coherence.beginFill(key.id()), clock.nanoTime(), leader);
            return made[0];
        });
        return new Place(flight, flight == made[0]);
    }

    private boolean mayJoin(EntryKey key, Flight flight) {
        return !flight.task().isPoisoned()
                && (key.remote() == null || mayShare(key, flight))
                && coherence.control().isCurrent(cache, flight.task().ctl(), () -> textOf(key));
    }

    /** Behind a gap nobody knows what it has missed. */
    private boolean mayShare(EntryKey key, Flight flight) {
        return flight.task().gap() == coherence.lane(key.hash()).gap()
                && coherence.mayShare(key.hash(), flight.beganAt());
    }

    private String textOf(EntryKey key) {
        return KeyText.of(key.near(), keys);
    }

    /** Nobody joins this flight any more. */
    void leave(EntryKey key, Flight flight) {
        flights.remove(key.near(), flight);
    }
}

package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.RemoteKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The invalidations of this instance that the remote tier has not acknowledged. It may still hold the old values, so what they
 * concern is <em>barred</em>: reads of it load, and store nothing. Those that failed wait here until the remote tier is back
 * and are sent again before anything else is read; a cache for which too many single keys wait is cleared instead.
 *
 * <p>Each invalidation that is under way or waiting holds one bar. Thread-safe.
 */
final class Unacknowledged {

    private static final int MAXIMUM_KEYS = 10_000;

    private final ControlView control;
    private final ConcurrentMap<Long, Integer> bars = new ConcurrentHashMap<>();

    /** How many bars the waiting invalidation of a key holds, by cache. */
    private Map<String, Map<RemoteKey, Integer>> keys = new HashMap<>();

    private Map<Invalidation, Integer> invalidations = new LinkedHashMap<>();

    Unacknowledged(ControlView control) {
        this.control = control;
    }

    /**
     * What waits to be sent again.
     *
     * @param keys single keys and the bars that they hold
     * @param invalidations tags and caches, and the bars that they hold
     */
    record Waiting(Map<RemoteKey, Integer> keys, Map<Invalidation, Integer> invalidations) {
        int size() {
            return keys.size() + invalidations.size();
        }
    }

    boolean isBarred(long hash) {
        return !bars.isEmpty() && bars.containsKey(hash);
    }

    void begin(RemoteKey key) {
        bars.merge(key.hash(), 1, Integer::sum);
    }

    void begin(Invalidation invalidation) {
        control.bar(invalidation);
    }

    void acknowledged(RemoteKey key, int held) {
        bars.computeIfPresent(key.hash(), (hash, count) -> count > held ? count - held : null);
    }

    void acknowledged(Invalidation invalidation, int held) {
        control.unbar(invalidation, held);
    }

    synchronized void failed(RemoteKey key, int held) {
        Invalidation clear = new Invalidation.OfCache(key.cache());
        if (invalidations.containsKey(clear)) {
            acknowledged(key, held);
            return;
        }
        Map<RemoteKey, Integer> ofCache = keys.computeIfAbsent(key.cache(), cache -> new HashMap<>());
        ofCache.merge(key, held, Integer::sum);
        if (ofCache.size() > MAXIMUM_KEYS) {
            begin(clear);
            failed(clear, 1);
            keys.remove(key.cache());
            ofCache.forEach(this::acknowledged);
        }
    }

    synchronized void failed(Invalidation invalidation, int held) {
        invalidations.merge(invalidation, held, Integer::sum);
    }

    /** Takes what waits; the bars stay. What is sent is then acknowledged, or has failed again. */
    synchronized Waiting take() {
        Map<RemoteKey, Integer> taken = new HashMap<>();
        keys.values().forEach(taken::putAll);
        Waiting waiting = new Waiting(taken, invalidations);
        keys = new HashMap<>();
        invalidations = new LinkedHashMap<>();
        return waiting;
    }

    synchronized int size() {
        return keys.values().stream().mapToInt(Map::size).sum() + invalidations.size();
    }
}

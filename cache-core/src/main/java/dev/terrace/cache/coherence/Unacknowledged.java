package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.InvalidationJournal;
import dev.terrace.cache.tier.InvalidationJournal.Waiting;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The invalidations of this instance that the remote tier has not acknowledged. It may still hold the old values, so what they
 * concern is <em>barred</em>: reads of it load, and store nothing. Those that failed wait here until their lane is back and are
 * sent again before anything else of it is read. A cache for which too many single keys wait is cleared instead, and if too
 * many tags and patterns wait, all caches are.
 *
 * <p>Each invalidation that is under way or waiting holds one bar. Thread-safe.
 *
 * <p>From when it begins to wait until it was sent late and acknowledged, a {@linkplain InvalidationJournal journal} has it too.
 * What is acknowledged at once never gets there, even if an earlier invalidation of the same waits: it may have been sent before
 * that one began.
 */
final class Unacknowledged {

    private static final int MAXIMUM_KEYS = 10_000;
    private static final int MAXIMUM_INVALIDATIONS = 10_000;

    private final ControlView control;
    private final int lanes;
    private final Supplier<Collection<String>> caches;
    private final InvalidationJournal journal;
    private final ConcurrentMap<Long, Integer> bars = new ConcurrentHashMap<>();

    /** How many bars the waiting invalidation of a key holds, by lane. */
    private final Map<Lane, Map<RemoteKey, Integer>> keys = new HashMap<>();

    private final Map<String, Integer> keysOfCache = new HashMap<>();
    private Map<Invalidation, Integer> invalidations = new LinkedHashMap<>();

    /**
     * @param lanes the number of key lanes
     * @param caches the names of all caches
     * @param journal what it has from an earlier process is barred and waits
     */
    Unacknowledged(ControlView control, int lanes, Supplier<Collection<String>> caches, InvalidationJournal journal) {
        this.control = control;
        this.lanes = lanes;
        this.caches = caches;
        this.journal = journal;
        journal.waiting().forEach(this::restore);
    }

    private void restore(Waiting waiting) {
        if (waiting instanceof Waiting.OfKey ofKey) {
            begin(ofKey.key());
            failed(ofKey.key(), 1);
        } else if (waiting instanceof Waiting.OfMany ofMany) {
            begin(ofMany.invalidation());
            // However many there are: the caches are not known yet that would have to be cleared instead.
            invalidations.merge(ofMany.invalidation(), 1, Integer::sum);
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
            journal.forget(List.of(new Waiting.OfKey(key)));
            return;
        }
        journal.append(new Waiting.OfKey(key));
        Map<RemoteKey, Integer> ofLane = keys.computeIfAbsent(Lane.of(key.hash(), lanes), lane -> new HashMap<>());
        if (ofLane.merge(key, held, Integer::sum) == held
                && keysOfCache.merge(key.cache(), 1, Integer::sum) > MAXIMUM_KEYS) {
            begin(clear);
            failed(clear, 1);
            List<Waiting> dropped = new ArrayList<>();
            keys.values().forEach(each -> dropKeysOf(key.cache(), each, dropped));
            keysOfCache.remove(key.cache());
            journal.forget(dropped);
        }
    }

    private void dropKeysOf(String cache, Map<RemoteKey, Integer> ofLane, List<Waiting> all) {
        ofLane.entrySet().removeIf(entry -> {
            boolean dropped = entry.getKey().cache().equals(cache);
            if (dropped) {
                acknowledged(entry.getKey(), entry.getValue());
                all.add(new Waiting.OfKey(entry.getKey()));
            }
            return dropped;
        });
    }

    synchronized void failed(Invalidation invalidation, int held) {
        invalidations.merge(invalidation, held, Integer::sum);
        journal.append(new Waiting.OfMany(invalidation));
        if (invalidations.size() > MAXIMUM_INVALIDATIONS && !(invalidation instanceof Invalidation.OfCache)) {
            caches.get().stream().map(Invalidation.OfCache::new).forEach(clear -> {
                begin(clear);
                invalidations.merge(clear, 1, Integer::sum);
                journal.append(new Waiting.OfMany(clear));
            });
            List<Waiting> dropped = new ArrayList<>();
            invalidations.entrySet().removeIf(entry -> {
                boolean covered = !(entry.getKey() instanceof Invalidation.OfCache);
                if (covered) {
                    acknowledged(entry.getKey(), entry.getValue());
                    dropped.add(new Waiting.OfMany(entry.getKey()));
                }
                return covered;
            });
            journal.forget(dropped);
        }
    }

    /** Another invalidation, which covers this one, waits in its place. */
    synchronized void replace(Invalidation waiting, Invalidation other) {
        Integer held = invalidations.remove(waiting);
        begin(other);
        failed(other, 1);
        if (held != null) {
            acknowledged(waiting, held);
        }
        journal.forget(List.of(new Waiting.OfMany(waiting)));
    }

    /** What was {@linkplain #takeKeys taken} is acknowledged, with all its bars. */
    synchronized void sentLate(RemoteKey key, int held) {
        acknowledged(key, held);
        if (!keys.getOrDefault(Lane.of(key.hash(), lanes), Map.of()).containsKey(key)) {
            journal.forget(List.of(new Waiting.OfKey(key)));
        }
    }

    /** What was {@linkplain #takeInvalidations taken} is acknowledged, with all its bars. */
    synchronized void sentLate(Invalidation invalidation, int held) {
        acknowledged(invalidation, held);
        if (!invalidations.containsKey(invalidation)) {
            journal.forget(List.of(new Waiting.OfMany(invalidation)));
        }
    }

    /** These were acknowledged once, and the remote tier has lost them: they are barred and wait again. */
    void lost(OwnOperations.Lost lost) {
        for (RemoteKey key : lost.keys()) {
            begin(key);
            failed(key, 1);
        }
        for (Invalidation invalidation : lost.invalidations()) {
            begin(invalidation);
            failed(invalidation, 1);
        }
    }

    /** Takes the keys of a lane that wait, with the bars that they hold. What is sent is then acknowledged, or has failed again. */
    synchronized Map<RemoteKey, Integer> takeKeys(Lane lane) {
        Map<RemoteKey, Integer> taken = keys.remove(lane);
        if (taken == null) {
            return Map.of();
        }
        taken.keySet()
                .forEach(key ->
                        keysOfCache.computeIfPresent(key.cache(), (cache, count) -> count > 1 ? count - 1 : null));
        return taken;
    }

    /** Takes the tags, caches and patterns that wait, with the bars that they hold. */
    synchronized Map<Invalidation, Integer> takeInvalidations() {
        Map<Invalidation, Integer> taken = invalidations;
        invalidations = new LinkedHashMap<>();
        return taken;
    }

    synchronized int size() {
        return keys.values().stream().mapToInt(Map::size).sum() + invalidations.size();
    }
}

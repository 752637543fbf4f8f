package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The invalidations of this instance from their beginning: their ids, whether the log shows them, and what they were about.
 *
 * <p>An operation that is under way has its effect here anyway, so its log entry changes nothing: whoever began it forgets the key
 * again when it is acknowledged. One that failed may still land late and is treated as another instance's.
 *
 * <p>What was acknowledged is kept for a while: a failover may lose the end of the log, and then only its origin knows what
 * has to be said once more. The last invalidation of each key, tag and cache is kept for a minute, 50,000 of them at the most; if
 * more were needed, the caches of those that had to go are cleared instead. Thread-safe; every method is constant in what is
 * kept, but for those that look for losses.
 */
final class OwnOperations {

    static final Duration RETENTION = Duration.ofSeconds(60);
    private static final int CAPACITY = 50_000;
    private static final Object EVERY_CACHE = new Object();

    private final String instance;
    private final CacheClock clock;
    private final long retentionNanos;
    private final Supplier<Collection<String>> caches;
    private final AtomicLong counter = new AtomicLong();

    /** Operations that are under way, or acknowledged and not yet seen in the log. */
    private final Map<String, Operation> open = new HashMap<>();

    /** The last acknowledged operation of each key or invalidation, by lane, the oldest first. */
    private final Map<Lane, LinkedHashMap<Object, Operation>> acknowledged = new HashMap<>();

    private final Map<Object, Long> overflowed = new HashMap<>();
    private int kept;

    /**
     * @param instance unique among all instances of the namespace, without spaces
     * @param retention how long acknowledged operations are kept; zero: not at all
     * @param caches the names of all caches
     */
    OwnOperations(String instance, CacheClock clock, Duration retention, Supplier<Collection<String>> caches) {
        this.instance = instance;
        this.clock = clock;
        this.caches = caches;
        this.retentionNanos = retention.toNanos();
    }

    private static final class Operation {
        final Lane lane;
        final List<?> targets;
        String id = "";
        long position;
        long at;
        boolean acknowledged;
        boolean seen;

        Operation(Lane lane, List<?> targets) {
            this.lane = lane;
            this.targets = targets;
        }
    }

    /**
     * What the log has lost.
     *
     * @param keys single keys
     * @param invalidations tags, caches and patterns
     */
    record Lost(List<RemoteKey> keys, List<Invalidation> invalidations) {
        boolean isEmpty() {
            return keys.isEmpty() && invalidations.isEmpty();
        }
    }

    /** The time by which acknowledgements are dated. */
    long now() {
        return clock.nanoTime();
    }

    String instance() {
        return instance;
    }

    /** An id for something else than an invalidation. */
    String next() {
        return instance + "-" + Long.toString(counter.incrementAndGet(), Character.MAX_RADIX);
    }

    /** Whether an operation of this id was begun by this instance. */
    boolean isMine(String id) {
        return id.startsWith(instance + "-");
    }

    /** Begins the invalidation of keys of a lane. */
    String begin(Lane lane, List<RemoteKey> keys) {
        return begin(new Operation(lane, List.copyOf(keys)));
    }

    /** Begins the invalidation of tags, a cache or a pattern. */
    String begin(Invalidation invalidation) {
        return begin(new Operation(Lane.CONTROL, List.of(invalidation)));
    }

    private synchronized String begin(Operation operation) {
        operation.id = next();
        open.put(operation.id, operation);
        return operation.id;
    }

    /** It was not acknowledged. */
    synchronized void failed(String id) {
        open.remove(id);
    }

    /** It was, and stands in the log there. */
    synchronized void acknowledged(String id, long position) {
        Operation operation = open.get(id);
        if (operation == null) {
            return;
        }
        operation.acknowledged = true;
        operation.position = position;
        operation.at = clock.nanoTime();
        if (operation.seen || retentionNanos == 0) {
            open.remove(id);
        }
        if (retentionNanos > 0) {
            keep(operation);
        }
    }

    /**
     * The log shows this operation.
     *
     * @return whether it is one of this instance that is under way or was acknowledged
     */
    synchronized boolean seen(String id) {
        Operation operation = open.get(id);
        if (operation == null) {
            return false;
        }
        operation.seen = true;
        if (operation.acknowledged) {
            open.remove(id);
        }
        return true;
    }

    private void keep(Operation operation) {
        LinkedHashMap<Object, Operation> ofLane =
                acknowledged.computeIfAbsent(operation.lane, lane -> new LinkedHashMap<>());
        for (Object target : operation.targets) {
            kept += ofLane.remove(target) == null ? 1 : 0;
            ofLane.put(target, operation);
        }
        expire(ofLane);
        if (kept > CAPACITY) {
            makeRoom();
        }
    }

    /** The lane that takes the most room gives way, so that none is left without anything that a loss is found by. */
    private void makeRoom() {
        acknowledged.values().forEach(this::expire);
        while (kept > CAPACITY) {
            Object oldest = removeOldest(Collections.max(acknowledged.values(), Comparator.comparingInt(Map::size)));
            overflowed.put(oldest instanceof RemoteKey key ? key.cache() : EVERY_CACHE, clock.nanoTime());
        }
    }

    private void expire(Map<Object, Operation> ofLane) {
        long now = clock.nanoTime();
        while (!ofLane.isEmpty() && isExpired(ofLane.values().iterator().next().at, now)) {
            removeOldest(ofLane);
        }
        overflowed.values().removeIf(at -> isExpired(at, now));
    }

    private boolean isExpired(long at, long now) {
        return now - at > retentionNanos;
    }

    private Object removeOldest(Map<Object, Operation> ofLane) {
        Iterator<Object> oldest = ofLane.keySet().iterator();
        Object target = oldest.next();
        oldest.remove();
        kept--;
        return target;
    }

    // ---- losses

    /**
     * What was acknowledged before a read of a lane's log began, and has not been seen although all of that was applied.
     */
    synchronized Lost unseen(Lane lane, long readAt) {
        List<Operation> lost = open.values().stream()
                .filter(operation -> operation.lane.equals(lane) && operation.acknowledged && operation.at - readAt < 0)
                .toList();
        lost.forEach(operation -> open.remove(operation.id));
        return lost(
                lost.stream().flatMap(operation -> operation.targets.stream()).toList());
    }

    /** From where the log of a lane must be looked at to find all that is kept; empty if nothing is. */
    synchronized OptionalLong oldest(Lane lane) {
        LinkedHashMap<Object, Operation> ofLane = acknowledged.getOrDefault(lane, new LinkedHashMap<>());
        expire(ofLane);
        return ofLane.values().stream()
                .mapToLong(operation -> operation.position)
                .min();
    }

    /**
     * What is kept of a lane and is not among these operations, which are all that its log shows.
     *
     * @param before what was acknowledged later, or is not yet, may have been seen in the log that is lost, or come into this one
     *     after it was read: the next sync will tell
     */
    synchronized Lost missing(Lane lane, Set<String> shown, long before) {
        LinkedHashMap<Object, Operation> ofLane = acknowledged.getOrDefault(lane, new LinkedHashMap<>());
        List<Object> lost = new ArrayList<>();
        open.values().stream()
                .filter(operation -> operation.lane.equals(lane) && !shown.contains(operation.id))
                .forEach(operation -> operation.seen = false);
        ofLane.forEach((target, operation) -> {
            if (shown.contains(operation.id)) {
                return;
            }
            if (operation.at - before < 0) {
                lost.add(target);
                open.remove(operation.id);
            } else {
                operation.seen = false;
                open.put(operation.id, operation);
            }
        });
        lost.forEach(ofLane::remove);
        kept -= lost.size();
        overflowed
                .keySet()
                .forEach(of -> (of == EVERY_CACHE ? caches.get() : Set.of((String) of))
                        .forEach(cache -> lost.add(new Invalidation.OfCache(cache))));
        overflowed.clear();
        return lost(lost);
    }

    private static Lost lost(List<?> targets) {
        List<RemoteKey> keys = new ArrayList<>();
        Set<Invalidation> invalidations = new HashSet<>();
        for (Object target : targets) {
            if (target instanceof RemoteKey key) {
                keys.add(key);
            } else if (target instanceof Invalidation invalidation) {
                invalidations.add(invalidation);
            }
        }
        return new Lost(keys, List.copyOf(invalidations));
    }
}

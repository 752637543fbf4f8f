package dev.terrace.cache.soak;

import dev.terrace.cache.coherence.CoherenceSettings;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;

/**
 * What one instance has evicted, and when that begins to count: in itself from the return of the call (G2), elsewhere Δ after it was
 * acknowledged (G1), and Δ + D where Redis is out of reach (G6). What is told later than that counts later: never too early.
 */
final class Evictions {

    private final Database database;
    private final CoherenceSettings settings;
    private final AtomicLongArray own = new AtomicLongArray(Shop.KEYS);
    private final Queue<Eviction> deferred = new ConcurrentLinkedQueue<>();
    private final Queue<Eviction> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Eviction> late = new ConcurrentLinkedQueue<>();

    Evictions(Database database, CoherenceSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** @param at when it was acknowledged */
    private record Eviction(int[] keys, long invoked, long at) {}

    /** What a read of this instance, invoked after its own evictions returned, may get at the earliest. */
    long ownFloor(int key) {
        return own.get(key);
    }

    /** One has returned. */
    void done(int[] keys, long invoked, boolean isAcknowledged) {
        for (int key : keys) {
            own.accumulateAndGet(key, invoked, Math::max);
        }
        (isAcknowledged ? acknowledged : deferred).add(new Eviction(keys, invoked, System.nanoTime()));
    }

    boolean areDeferred() {
        return !deferred.isEmpty();
    }

    /** Those that Redis had not acknowledged when they returned are, if this is true: then the instance has sent all it had to send. */
    void recover(BooleanSupplier sent) {
        int known = deferred.size();
        if (sent.getAsBoolean()) {
            long now = System.nanoTime();
            for (int i = 0; i < known; i++) {
                Eviction eviction = deferred.remove();
                acknowledged.add(new Eviction(eviction.keys(), eviction.invoked(), now));
            }
        }
    }

    /** Makes those count whose time has come. One thread at a time. */
    void publish() {
        long now = System.nanoTime();
        long staleness = settings.maxStaleness().toNanos();
        for (Eviction next = due(acknowledged, now - staleness);
                next != null;
                next = due(acknowledged, now - staleness)) {
            for (int key : next.keys()) {
                database.forbidBefore(key, next.invoked());
            }
            late.add(next);
        }
        long degraded = staleness + settings.maxStale().toNanos();
        for (Eviction next = due(late, now - degraded); next != null; next = due(late, now - degraded)) {
            for (int key : next.keys()) {
                database.forbidLateBefore(key, next.invoked());
            }
        }
    }

    private static Eviction due(Queue<Eviction> queue, long before) {
        Eviction first = queue.peek();
        return first != null && first.at() < before ? queue.poll() : null;
    }
}

package dev.terrace.cache.redis;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.tier.Lane;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether waiting for replicas is worth it. WAIT for one that is not there takes all the time that it is given; so once too few
 * have a write, the writes of its lane do not wait for a while, and then one of them tries. Lanes are told apart because those of
 * a cluster lie on primaries with replicas of their own. Thread-safe.
 */
final class ReplicaLag {

    static final Duration PAUSE = Duration.ofSeconds(10);

    private final int wanted;
    private final LongSupplier nanoTime;

    /** The lanes that lag, each with the time at which one of its writes waits again. One joins or leaves under the lock of this. */
    private final Map<Lane, Long> lagging = new ConcurrentHashMap<>();

    /** @param wanted so many replicas */
    ReplicaLag(int wanted, LongSupplier nanoTime) {
        this.wanted = wanted;
        this.nanoTime = nanoTime;
    }

    /** Whether the next write of this lane waits; if the lane lags, only who is told so. */
    boolean mayWait(Lane lane) {
        Long next = lagging.get(lane);
        if (next == null) {
            return true;
        }
        long now = nanoTime.getAsLong();
        return now - next >= 0 && lagging.replace(lane, next, now + PAUSE.toNanos());
    }

    /**
     * Who waited was told.
     *
     * @param acknowledged how many replicas have what the connection wrote
     * @param wrote whether the call wrote anything: if not, that many may mean nothing
     * @return the change of state: the first lane lags, or none does any more; null if there is none
     */
    @Nullable
    CacheEvent answered(Lane lane, int acknowledged, boolean wrote) {
        boolean enough = acknowledged >= wanted;
        if (enough && !lagging.containsKey(lane)) {
            return null;
        }
        long now = nanoTime.getAsLong();
        synchronized (this) {
            if (!enough) {
                boolean first = lagging.isEmpty();
                lagging.put(lane, now + PAUSE.toNanos());
                return first ? new CacheEvent.NotReplicated(acknowledged, wanted) : null;
            }
            if (!wrote) {
                // The next one tries.
                lagging.replace(lane, now);
                return null;
            }
            boolean last = lagging.remove(lane) != null && lagging.isEmpty();
            return last ? new CacheEvent.ReplicatedAgain(acknowledged) : null;
        }
    }
}

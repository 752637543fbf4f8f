package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.benchmarks.TerraceInstance;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheEvents;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.event.CacheObserver;
import dev.terrace.cache.event.Operation;
import dev.terrace.cache.spring.TerraceCache;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An eviction of one instance of Terrace, until the near tier of another has not got the entry any more. */
final class EvictPropagation implements Propagation {

    private static final String NAME = "benchmark";
    private static final String KEY = "product:000000";
    private static final long LONGEST_SECONDS = 10;

    private final Incoming incoming = new Incoming();
    private final TerraceInstance from;
    private final TerraceInstance to;
    private final TerraceCache evicting;
    private final TerraceCache holding;

    EvictPropagation(String redis) throws InterruptedException {
        from = joined(redis, List.of());
        to = joined(redis, List.of(incoming));
        evicting = from.cache(NAME);
        holding = to.cache(NAME);
    }

    private static TerraceInstance joined(String redis, List<CacheListener> listeners) throws InterruptedException {
        return TerraceInstance.joined(
                Policies.patient(redis),
                "benchmarks",
                Map.of(NAME, CachePolicy.defaults()),
                new CacheEvents(listeners));
    }

    /** It writes the entry itself: of what others wrote something might still be on its way. */
    @Override
    public void arrange() {
        holding.put(KEY, "a small value");
        incoming.seen.drainPermits();
        if (isGone() || incoming.trouble != null) {
            throw new IllegalStateException("Not near: " + incoming.trouble);
        }
    }

    private boolean isGone() {
        return holding.getNativeCache().nearHit(KEY) == null;
    }

    @Override
    public void send() {
        evicting.evict(KEY);
    }

    /** The other one hears of it a moment before it drops the entry. */
    @Override
    public void awaitSeen() throws InterruptedException {
        if (!incoming.seen.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Not seen");
        }
        long began = System.nanoTime();
        while (!isGone()) {
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
                throw new IllegalStateException("Heard of, but still near");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        from.close();
        to.close();
    }

    private static final class Incoming implements CacheListener, CacheObserver {

        private final Semaphore seen = new Semaphore(0);
        private volatile CacheEvent trouble;

        @Override
        public CacheObserver observer() {
            return this;
        }

        @Override
        public void onEvent(CacheEvent event) {
            if (event instanceof CacheEvent.GapFound || event instanceof CacheEvent.RemoteLost) {
                trouble = event;
            }
        }

        @Override
        public Observed begin(Operation operation) {
            return null;
        }

        @Override
        public void invalidated(Direction direction, Extent extent, String cache, int count) {
            if (direction == Direction.IN && extent == Extent.KEY) {
                seen.release();
            }
        }
    }
}

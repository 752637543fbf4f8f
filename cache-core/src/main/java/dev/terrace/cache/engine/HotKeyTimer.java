package dev.terrace.cache.engine;

import dev.terrace.cache.coherence.Timer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Lets every cache take a read for its sample now and then, at times that nothing else depends on. */
final class HotKeyTimer {

    private static final long SHORTEST_MILLIS = 25;
    private static final long LONGEST_MILLIS = 75;

    /** About ten minutes. */
    private static final int TICKS_TO_AGE = 12_000;

    private final NearRegistry caches;
    private final Timer timer;
    private volatile boolean closed;

    // Touched by one tick at a time.
    private int ticks;

    HotKeyTimer(NearRegistry caches, Timer timer) {
        this.caches = caches;
        this.timer = timer;
    }

    void start() {
        long millis = ThreadLocalRandom.current().nextLong(SHORTEST_MILLIS, LONGEST_MILLIS);
        timer.after(Duration.ofMillis(millis), this::tick);
    }

    void close() {
        closed = true;
    }

    private void tick() {
        if (closed) {
            return;
        }
        boolean ages = ++ticks % TICKS_TO_AGE == 0;
        for (CacheCore cache : caches.cores()) {
            if (ages) {
                cache.hotKeys.age();
            }
            cache.hotKeys.arm(cache.statistics.reads(), ThreadLocalRandom.current());
        }
        start();
    }
}

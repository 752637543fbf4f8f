package dev.terrace.cache.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A command that the server has refused is not tried again for a while. Thread-safe. */
final class Spared {

    static final Duration WHILE = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final AtomicLong until;

    Spared(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.until = new AtomicLong(nanoTime.getAsLong());
    }

    boolean isOver() {
        return nanoTime.getAsLong() - until.get() >= 0;
    }

    void begin() {
        until.set(nanoTime.getAsLong() + WHILE.toNanos());
    }
}

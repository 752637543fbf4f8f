package dev.terrace.cache.figures;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One thread that looks whether something is so by now, and when it saw that first. It rests equally long between any two looks. */
final class Watch implements AutoCloseable {

    private static final long REST_NANOS = 10_000;

    private final Queue<Watched> open = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::look, "figures-watch");
    private volatile boolean closed;

    Watch() {
        thread.setDaemon(true);
        thread.start();
    }

    private record Watched(BooleanSupplier condition, CompletableFuture<Long> seen) {}

    /** Completes with the {@link System#nanoTime} at which it was first seen to be so. */
    CompletableFuture<Long> until(BooleanSupplier condition) {
        CompletableFuture<Long> seen = new CompletableFuture<>();
        open.add(new Watched(condition, seen));
        return seen;
    }

    /** When it was seen; what takes longer than any figure may is a failure. */
    static long time(CompletableFuture<Long> seen) throws Exception {
        return seen.get(20, TimeUnit.SECONDS);
    }

    private void look() {
        while (!closed) {
            open.removeIf(watched -> watched.condition.getAsBoolean() && watched.seen.complete(System.nanoTime()));
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    /** How long the rest between two looks really is, on this machine at this time. */
    static long rest() {
        long from = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            LockSupport.parkNanos(REST_NANOS);
        }
        return (System.nanoTime() - from) / 1_000;
    }

    /** Lets time pass, all of it. */
    static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}

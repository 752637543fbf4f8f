package dev.terrace.cache.disk;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs each task a while later, one after the other, on a thread that ends when there is nothing to do. */
final class JournalThread implements Executor, AutoCloseable {

    private static final long LONGEST_END_SECONDS = 5;

    private final ThreadPoolExecutor pool;
    private final Executor delayed;

    JournalThread(Duration delay) {
        this.pool = new ThreadPoolExecutor(
                1,
                1,
                delay.multipliedBy(2).toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                JournalThread::daemon,
                new ThreadPoolExecutor.DiscardPolicy());
        this.pool.allowCoreThreadTimeOut(true);
        this.delayed = CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, pool);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "terrace-journal");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        delayed.execute(task);
    }

    /** Waits for the task that is running; the others are not run. */
    @Override
    public void close() {
        pool.shutdown();
        pool.getQueue().clear();
        try {
            if (!pool.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.terrace.cache.engine;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a blocking caller as an executor: while the caller waits for a stage, it runs what that stage hands to it. So
 * the steps of a flight are written once, and a loader still runs on its caller's thread, in its transaction and context.
 */
final class CallerThread implements Executor {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread parked;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        wakeUp();
    }

    /**
     * Runs tasks until the stage is complete. An interrupt does not end this; the thread's interrupt status is set when a task
     * runs and when this returns.
     *
     * @param onInterrupt told of an interrupt, so that it can make the stage complete soon
     */
    void runUntil(CompletableFuture<?> done, Runnable onInterrupt) {
        var unused = done.whenComplete((result, failure) -> wakeUp());
        boolean interrupted = false;
        while (!done.isDone()) {
            Runnable task = tasks.poll();
            if (task == null) {
                if (park(done)) {
                    interrupted = true;
                    onInterrupt.run();
                }
            } else {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                task.run();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits, unless there is something to do or nothing to wait for. Whoever adds a task after this has looked finds the thread and wakes
     * it up; it may also wake up for nothing.
     *
     * @return whether the thread was interrupted; then it is no more
     */
    private boolean park(CompletableFuture<?> done) {
        parked = Thread.currentThread();
        if (tasks.isEmpty() && !done.isDone()) {
            LockSupport.park(this);
        }
        parked = null;
        return Thread.interrupted();
    }

    private void wakeUp() {
        Thread thread = parked;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}

package dev.terrace.cache.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The thread of a blocking caller as an executor: while the caller waits for a stage, it runs what that stage hands to it. So
 * the steps of a flight are written once, and a loader still runs on its caller's thread, in its transaction and context.
 */
final class CallerThread implements Executor {

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /**
     * Runs tasks until the stage is complete. An interrupt does not end this; the thread's interrupt status is set when a task
     * runs and when this returns.
     *
     * @param onInterrupt told of an interrupt, so that it can make the stage complete soon
     */
    void runUntil(CompletableFuture<?> done, Runnable onInterrupt) {
        var unused = done.whenComplete((result, failure) -> tasks.add(this::wakeUp));
        boolean interrupted = false;
        while (!done.isDone()) {
            try {
                Runnable task = next();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                task.run();
            } catch (InterruptedException e) {
                interrupted = true;
                onInterrupt.run();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wakeUp() {
        // The loop looks at the stage after each task.
    }

    private Runnable next() throws InterruptedException {
        Runnable ready = tasks.poll();
        return ready != null ? ready : tasks.take();
    }
}

package dev.terrace.cache.spring;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/** The end of the transaction that this thread is in. */
final class Commits {

    private static final Logger log = LoggerFactory.getLogger(Commits.class);

    private static final boolean TRANSACTIONS = ClassUtils.isPresent(
            "org.springframework.transaction.support.TransactionSynchronizationManager",
            Commits.class.getClassLoader());

    private Commits() {}

    /** Whether there is a transaction that may still be rolled back. */
    static boolean areAwaited() {
        return TRANSACTIONS && OfThread.isUnderWay();
    }

    /**
     * Runs this after the commit, if there is a transaction, and never if that is rolled back; else now. It runs too if nobody knows
     * whether that was committed.
     *
     * @param task what it throws after the commit, which cannot be undone, is logged
     */
    static void thenRun(Runnable task) {
        if (areAwaited()) {
            OfThread.register(task);
        } else {
            task.run();
        }
    }

    /** Loaded only if Spring's transactions are there. */
    private static final class OfThread {

        static boolean isUnderWay() {
            return TransactionSynchronizationManager.isSynchronizationActive();
        }

        static void register(Runnable task) {
            TransactionSynchronizationManager.registerSynchronization(new AfterCommit(task));
        }
    }

    /**
     * Runs its task once. Spring leaves out {@code afterCommit} if that of another one fails, and of what is registered by one; but calls
     * {@code afterCompletion} of all.
     */
    private static final class AfterCommit implements TransactionSynchronization {

        private final Runnable task;
        private final AtomicBoolean begun = new AtomicBoolean();

        AfterCommit(Runnable task) {
            this.task = task;
        }

        @Override
        public void afterCommit() {
            run();
        }

        @Override
        public void afterCompletion(int status) {
            if (status != STATUS_ROLLED_BACK) {
                run();
            }
        }

        private void run() {
            if (begun.compareAndSet(false, true)) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    log.warn("What was to be done after a commit has failed", e);
                }
            }
        }
    }
}

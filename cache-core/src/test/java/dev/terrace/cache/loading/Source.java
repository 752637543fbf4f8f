package dev.terrace.cache.loading;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the instances of a test load from: it can be slow, closed and broken, and each load is in the ledger. Thread-safe. */
final class Source {

    private static final long LONGEST_SECONDS = 60;

    private final Ledger ledger;
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    private volatile @Nullable Supplier<? extends Exception> failure;
    private volatile Duration pause = Duration.ZERO;

    Source(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Each load takes so long at least. */
    void slowDown(Duration time) {
        pause = time;
    }

    /** From now on no load ends before {@link #open()}. */
    void close() {
        gate.set(new CountDownLatch(1));
    }

    void open() {
        gate.get().countDown();
    }

    /** From now on every load throws. */
    void fail(Supplier<? extends Exception> thrown) {
        failure = thrown;
    }

    void recover() {
        failure = null;
    }

    Item load(String key, int loader) throws Exception {
        long number = ledger.begin(key, loader);
        boolean failed = true;
        try {
            LockSupport.parkNanos(pause.toNanos());
            if (!gate.get().await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The test has not opened the source");
            }
            Supplier<? extends Exception> thrown = failure;
            if (thrown != null) {
                throw thrown.get();
            }
            failed = false;
            return new Item(key, number, System.nanoTime());
        } finally {
            ledger.end(key, number, failed);
        }
    }
}

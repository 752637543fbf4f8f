package dev.terrace.cache.soak;

import dev.terrace.cache.soak.Counts.Kind;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts in one process since they were last taken. Thread-safe. */
final class Tally {

    private static final int ERRORS_TO_SHOW = 20;

    /** A histogram that grows while it is recorded may be written with more counts than it is read with. */
    private static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();

    private final Map<Kind, Recorder> times = new EnumMap<>(Kind.class);
    private final LongAdder errors = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder foreign = new LongAdder();
    private int shown;
    private long since = System.nanoTime();
    private long threads;
    private long leastHeap = Long.MAX_VALUE;
    private long mostHeap;

    Tally() {
        for (Kind kind : Kind.values()) {
            times.put(kind, new Recorder(LONGEST_NANOS, Counts.DIGITS));
        }
    }

    void done(Kind kind, long nanos) {
        times.get(kind).recordValue(Math.min(nanos, LONGEST_NANOS));
    }

    synchronized void failed(Throwable failure) {
        errors.increment();
        show(failure);
    }

    synchronized void stale(String text) {
        stale.increment();
        show(new IllegalStateException(text));
    }

    synchronized void foreign(String text) {
        foreign.increment();
        show(new IllegalStateException(text));
    }

    /** The first ones, in the log of the process. */
    private void show(Throwable failure) {
        if (shown++ < ERRORS_TO_SHOW) {
            failure.printStackTrace();
        }
    }

    /** Looks how much the process needs. */
    synchronized void look() {
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        leastHeap = Math.min(leastHeap, heap);
        mostHeap = Math.max(mostHeap, heap);
        threads = Math.max(threads, ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /** What was counted, which is forgotten here. */
    synchronized Counts take() {
        look();
        Map<Kind, Histogram> taken = new EnumMap<>(Kind.class);
        times.forEach((kind, recorder) -> taken.put(kind, recorder.getIntervalHistogram()));
        long now = System.nanoTime();
        Counts counts = new Counts(
                now - since,
                errors.sumThenReset(),
                stale.sumThenReset(),
                foreign.sumThenReset(),
                threads,
                leastHeap,
                mostHeap,
                taken);
        since = now;
        threads = 0;
        leastHeap = Long.MAX_VALUE;
        mostHeap = 0;
        return counts;
    }
}

package dev.terrace.cache.benchmarks.cluster;

import dev.terrace.cache.Origin;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts and times what the threads of an instance do. Thread-safe. */
final class Tally {

    private static final long LONGEST_NANOS = 60_000_000_000L;

    final LongAdder loads = new LongAdder();
    private final Map<Kind, LongAdder> done = new EnumMap<>(Kind.class);
    private final Map<Kind, Recorder> times = new EnumMap<>(Kind.class);
    private final LongAdder errors = new LongAdder();
    private final LongAdder checked = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private Counts taken = Counts.NONE;
    private volatile String firstError = "";

    /** What is timed. */
    enum Kind {
        NEAR,
        REMOTE,
        LOADED,
        WRITE,
        /** All of these, and calls that failed, since the moment at which they were due: what waits behind a slow call is slow too. */
        SINCE_DUE,
        /** How long a version had been acknowledged elsewhere when an older one was read. */
        LAG;

        static Kind of(Origin origin) {
            return switch (origin) {
                case NEAR -> NEAR;
                case LOADED -> LOADED;
                default -> REMOTE;
            };
        }
    }

    Tally() {
        for (Kind kind : Kind.values()) {
            done.put(kind, new LongAdder());
            times.put(kind, new Recorder(LONGEST_NANOS, 2));
        }
    }

    void done(Kind kind, long nanos) {
        adder(kind).increment();
        timed(kind, nanos);
    }

    void timed(Kind kind, long nanos) {
        recorder(kind).recordValue(Math.min(nanos, LONGEST_NANOS));
    }

    void failed(Throwable problem) {
        errors.increment();
        if (firstError.isEmpty()) {
            firstError = problem.toString();
        }
    }

    /** What the first error was; empty if there was none. */
    String firstError() {
        return firstError;
    }

    void checked(boolean isStale) {
        checked.increment();
        if (isStale) {
            stale.increment();
        }
    }

    private LongAdder adder(Kind kind) {
        return Objects.requireNonNull(done.get(kind));
    }

    private Recorder recorder(Kind kind) {
        return Objects.requireNonNull(times.get(kind));
    }

    /** Since the last time. */
    synchronized Counts take() {
        Counts now = Counts.of(new long[] {
            adder(Kind.NEAR).sum(),
            adder(Kind.REMOTE).sum(),
            adder(Kind.LOADED).sum(),
            adder(Kind.WRITE).sum(),
            loads.sum(),
            errors.sum(),
            checked.sum(),
            stale.sum(),
            adder(Kind.LAG).sum()
        });
        Counts since = now.minus(taken);
        taken = now;
        return since;
    }

    /** The times since the last time. */
    synchronized Times takeTimes() {
        Map<Kind, Histogram> histograms = new EnumMap<>(Kind.class);
        times.forEach((kind, recorder) -> histograms.put(kind, recorder.getIntervalHistogram()));
        return new Times(histograms);
    }
}

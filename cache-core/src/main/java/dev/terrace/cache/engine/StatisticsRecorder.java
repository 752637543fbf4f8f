package dev.terrace.cache.engine;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.Origin;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.engine.Flight.Staleness;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one cache does. Thread-safe; a count costs a few nanoseconds and allocates nothing. */
final class StatisticsRecorder {

    final LongAdder nearHits = new LongAdder();
    final LongAdder remoteHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder loadNanos = new LongAdder();
    final LongAdder puts = new LongAdder();
    final LongAdder removals = new LongAdder();
    final LongAdder rejectedPayloads = new LongAdder();
    final LongAdder oversized = new LongAdder();
    final LongAdder remoteFailures = new LongAdder();
    final LongAdder mismatches = new LongAdder();
    final LongAdder staleRevalidating = new LongAdder();
    final LongAdder staleOnError = new LongAdder();
    final LongAdder staleOnTimeout = new LongAdder();
    final LongAdder savedMillis = new LongAdder();
    final LongAdder refusedLoads = new LongAdder();

    /** Counts what a flight brought to one of its callers. */
    void served(Landing landing) {
        if (landing.origin() == Origin.LOADED) {
            misses.increment();
            return;
        }
        (landing.origin() == Origin.NEAR ? nearHits : remoteHits).increment();
        savedMillis.add(landing.stored().header().loadMillis());
        if (landing.stale() != null) {
            stale(landing.stale()).increment();
        }
    }

    private LongAdder stale(Staleness why) {
        return switch (why) {
            case REVALIDATING -> staleRevalidating;
            case ERROR -> staleOnError;
            case TIMEOUT -> staleOnTimeout;
        };
    }

    /** How many keys were read so far, whoever served them. */
    long reads() {
        return nearHits.sum() + remoteHits.sum() + misses.sum();
    }

    CacheStatistics snapshot(long nearEvictions, long nearSize, int runningLoads, int hungLoads) {
        return new CacheStatistics(
                nearHits.sum(),
                remoteHits.sum(),
                misses.sum(),
                loads.sum(),
                loadFailures.sum(),
                puts.sum(),
                removals.sum(),
                nearEvictions,
                nearSize,
                rejectedPayloads.sum(),
                oversized.sum(),
                remoteFailures.sum(),
                mismatches.sum(),
                new CacheStatistics.StaleServed(staleRevalidating.sum(), staleOnError.sum(), staleOnTimeout.sum()),
                Duration.ofMillis(savedMillis.sum()),
                refusedLoads.sum(),
                runningLoads,
                hungLoads);
    }
}

package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.event.CacheObserver;
import dev.terrace.cache.event.Operation;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How long the calls of the remote tier took, for each cache of this process and each operation; there are a few of these. It is there only if
 * the endpoint is. Thread-safe.
 */
final class EndpointLatency implements CacheListener, CacheObserver {

    private static final double NANOS_OF_A_MILLI = 1e6;

    private final CacheClock clock;
    private final ConcurrentMap<String, ConcurrentMap<String, Calls>> caches = new ConcurrentHashMap<>();

    EndpointLatency(CacheClock clock) {
        this.clock = clock;
    }

    /**
     * Calls of one operation, those that failed among them; several keys may be one call. Totals since the start of the instance, the
     * longest as well.
     */
    record Latency(long count, double meanMillis, double maxMillis) {}

    private record Calls(LongAdder count, LongAdder nanos, LongAccumulator longest) {

        private Calls() {
            this(new LongAdder(), new LongAdder(), new LongAccumulator(Math::max, 0));
        }

        private void took(long duration) {
            nanos.add(duration);
            longest.accumulate(duration);
            count.increment();
        }

        private Latency latency() {
            long counted = count.sum();
            return new Latency(
                    counted,
                    counted == 0 ? 0 : ServerDetails.rounded(nanos.sum() / NANOS_OF_A_MILLI / counted),
                    ServerDetails.rounded(longest.get() / NANOS_OF_A_MILLI));
        }
    }

    @Override
    public void onEvent(CacheEvent event) {
        // What takes no time has no latency.
    }

    @Override
    public CacheObserver observer() {
        return this;
    }

    @Override
    public @Nullable Observed begin(Operation operation) {
        if (operation.kind() != Operation.Kind.REMOTE) {
            return null;
        }
        Calls calls = caches.computeIfAbsent(operation.cache(), any -> new ConcurrentHashMap<>())
                .computeIfAbsent(operation.name(), any -> new Calls());
        long began = clock.nanoTime();
        return (result, failure) -> calls.took(clock.nanoTime() - began);
    }

    /** The operations of a cache that have ended at least once, by their names. */
    SortedMap<String, Latency> of(String cache) {
        SortedMap<String, Latency> latency = new TreeMap<>();
        ConcurrentMap<String, Calls> operations = caches.get(cache);
        if (operations != null) {
            operations.forEach((name, calls) -> latency.put(name, calls.latency()));
            latency.values().removeIf(calls -> calls.count() == 0);
        }
        return latency;
    }
}

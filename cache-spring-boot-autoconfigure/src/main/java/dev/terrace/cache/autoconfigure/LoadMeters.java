package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The meters of the loads of one cache and of what was served instead of waiting for one or without being kept. They are read from counts of this
 * process, which they hold no stronger than the registry does: weakly.
 *
 * @param counted what the counts are of
 * @param statistics its counts now
 * @param tags with the name of the cache
 */
record LoadMeters<C>(C counted, Function<C, CacheStatistics> statistics, Iterable<Tag> tags) {

    private static final double MILLIS_OF_A_SECOND = 1_000;

    void bindTo(MeterRegistry registry) {
        loads(registry, "success", CacheStatistics::loads);
        loads(registry, "failure", CacheStatistics::loadFailures);
        loads(registry, "refused", CacheStatistics::refusedLoads);
        gauge(registry, "cache.loads.running", CacheStatistics::runningLoads, "Loads under way");
        gauge(
                registry,
                "cache.loads.hung",
                CacheStatistics::hungLoads,
                "Of the loads under way, those that nobody waits for any more");
        stale(registry, "revalidating", counts -> counts.staleServed().revalidating());
        stale(registry, "error", counts -> counts.staleServed().error());
        stale(registry, "timeout", counts -> counts.staleServed().timeout());
        timeSaved(registry);
        counter("cache.oversized", CacheStatistics::oversized)
                .description("Values served but not stored for their size or that of their key")
                .register(registry);
    }

    private void loads(MeterRegistry registry, String result, ToDoubleFunction<CacheStatistics> count) {
        counter("cache.loads", count)
                .tag("result", result)
                .description("Loads, by whether they returned, threw or were refused by 'loader.max-concurrent'")
                .register(registry);
    }

    private void stale(MeterRegistry registry, String reason, ToDoubleFunction<CacheStatistics> count) {
        counter("cache.stale.served", count)
                .tag("reason", reason)
                .description("Reads that got a value past its time-to-live, which count as hits too")
                .register(registry);
    }

    /**
     * A counter in seconds and not a timer: Prometheus names it {@code cache_time_saved_seconds_total}, and its rate is the number of
     * loads that the cache spares at any moment. A timer would need the number of the loads that were timed, which nobody counts.
     */
    private void timeSaved(MeterRegistry registry) {
        counter("cache.time.saved", counts -> seconds(counts.timeSaved()))
                .baseUnit("seconds")
                .description(
                        "How long the loads that hits made unnecessary would have taken, by the loads of their values")
                .register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS_OF_A_SECOND;
    }

    private FunctionCounter.Builder<C> counter(String name, ToDoubleFunction<CacheStatistics> count) {
        return FunctionCounter.builder(name, counted, read(count)).tags(tags);
    }

    private void gauge(
            MeterRegistry registry, String name, ToDoubleFunction<CacheStatistics> count, String description) {
        Gauge.builder(name, counted, read(count))
                .tags(tags)
                .description(description)
                .register(registry);
    }

    private ToDoubleFunction<C> read(ToDoubleFunction<CacheStatistics> count) {
        Function<C, CacheStatistics> now = statistics;
        return cache -> count.applyAsDouble(now.apply(cache));
    }
}

package dev.terrace.cache.micrometer;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.Tier;
import dev.terrace.cache.engine.DefaultTieredCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one cache that are read from what this process counts anyway. They hold the cache no stronger than the registry does:
 * weakly.
 *
 * @param counted what the counts are of
 * @param statistics its counts now
 * @param cache its name
 */
record CacheMeters<C>(C counted, Function<C, CacheStatistics> statistics, String cache) {

    private static final double MILLIS_OF_A_SECOND = 1_000;

    /** All that apply to a cache on these tiers. */
    static void bind(DefaultTieredCache cache, MeterRegistry registry) {
        CacheMeters<DefaultTieredCache> meters = new CacheMeters<>(cache, DefaultTieredCache::statistics, cache.name());
        meters.bindLoads(registry);
        meters.bindReads(registry);
        if (cache.policy().has(Tier.NEAR)) {
            meters.bindNear(registry);
        }
        if (cache.policy().has(Tier.REMOTE)) {
            meters.bindRemote(registry);
        }
        if (cache.nearBytes().isPresent()) {
            Gauge.builder(
                            CacheMeter.BYTES.meter(),
                            cache,
                            weighed -> weighed.nearBytes().orElse(0))
                    .tags(meters.tags("tier", "near"))
                    .description(CacheMeter.BYTES.meaning())
                    .baseUnit(CacheMeter.BYTES.unit())
                    .register(registry);
        }
    }

    void bindLoads(MeterRegistry registry) {
        counter(registry, CacheMeter.LOADS, CacheStatistics::loads, "result", "success");
        counter(registry, CacheMeter.LOADS, CacheStatistics::loadFailures, "result", "failure");
        counter(registry, CacheMeter.LOADS, CacheStatistics::refusedLoads, "result", "refused");
        gauge(registry, CacheMeter.LOADS_RUNNING, CacheStatistics::runningLoads);
        gauge(registry, CacheMeter.LOADS_HUNG, CacheStatistics::hungLoads);
    }

    void bindReads(MeterRegistry registry) {
        stale(registry, "revalidating", counts -> counts.staleServed().revalidating());
        stale(registry, "error", counts -> counts.staleServed().error());
        stale(registry, "timeout", counts -> counts.staleServed().timeout());
        counter(registry, CacheMeter.TIME_SAVED, counts -> counts.timeSaved().toMillis() / MILLIS_OF_A_SECOND);
        counter(registry, CacheMeter.OVERSIZED, CacheStatistics::oversized);
    }

    void bindNear(MeterRegistry registry) {
        gets(registry, "near", "hit", CacheStatistics::nearHits);
        gets(registry, "near", "miss", counts -> (double) counts.remoteHits() + counts.misses());
    }

    void bindRemote(MeterRegistry registry) {
        gets(registry, "remote", "hit", CacheStatistics::remoteHits);
        gets(registry, "remote", "miss", CacheStatistics::misses);
        counter(registry, CacheMeter.PAYLOADS_REJECTED, CacheStatistics::rejectedPayloads);
        counter(registry, CacheMeter.REMOTE_FAILURES, CacheStatistics::remoteFailures);
        counter(registry, CacheMeter.COHERENCE_MISMATCHES, CacheStatistics::mismatches);
    }

    private void stale(MeterRegistry registry, String reason, ToDoubleFunction<CacheStatistics> count) {
        counter(registry, CacheMeter.STALE_SERVED, count, "reason", reason);
    }

    private void gets(MeterRegistry registry, String tier, String result, ToDoubleFunction<CacheStatistics> count) {
        counter(registry, CacheMeter.TIER_GETS, count, "tier", tier, "result", result);
    }

    private void counter(
            MeterRegistry registry, CacheMeter meter, ToDoubleFunction<CacheStatistics> count, String... tags) {
        FunctionCounter.builder(meter.meter(), counted, read(count))
                .tags(tags(tags))
                .description(meter.meaning())
                .baseUnit(meter.unit())
                .register(registry);
    }

    private void gauge(MeterRegistry registry, CacheMeter meter, ToDoubleFunction<CacheStatistics> count) {
        Gauge.builder(meter.meter(), counted, read(count))
                .tags(tags())
                .description(meter.meaning())
                .register(registry);
    }

    private Tags tags(String... more) {
        return Tags.of(CacheMeter.CACHE, cache).and(more);
    }

    private ToDoubleFunction<C> read(ToDoubleFunction<CacheStatistics> count) {
        Function<C, CacheStatistics> now = statistics;
        return metered -> count.applyAsDouble(now.apply(metered));
    }
}

package dev.terrace.cache.micrometer;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.Tier;
import dev.terrace.cache.engine.DefaultTieredCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a cache: Micrometer's standard ones, whose sizes and evictions are the near tier's, and {@linkplain CacheMeter ours}.
 * They show counts of this process: a scrape calls nobody.
 */
public final class TieredCacheMeters extends CacheMeterBinder<DefaultTieredCache> {

    private final @Nullable MeteredEvents events;

    /**
     * @param tags of the standard meters
     * @param events what happens in it; null if that is not metered
     */
    public TieredCacheMeters(DefaultTieredCache cache, Iterable<Tag> tags, @Nullable MeteredEvents events) {
        super(cache, cache.name(), tags);
        this.events = events;
    }

    @Override
    protected @Nullable Long size() {
        return near(CacheStatistics::nearSize);
    }

    @Override
    protected long hitCount() {
        return count(CacheStatistics::hits);
    }

    @Override
    protected Long missCount() {
        return count(CacheStatistics::misses);
    }

    @Override
    protected @Nullable Long evictionCount() {
        return near(CacheStatistics::nearEvictions);
    }

    @Override
    protected long putCount() {
        return count(CacheStatistics::puts);
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        DefaultTieredCache metered = getCache();
        if (metered != null) {
            FunctionCounter.builder(
                            "cache.removals",
                            metered,
                            cache -> cache.statistics().removals())
                    .tags(getTagsWithCacheName())
                    .description("Keys that callers of this process invalidated")
                    .register(registry);
            CacheMeters.bind(metered, registry);
            prepare(metered, registry);
        }
    }

    private void prepare(DefaultTieredCache metered, MeterRegistry registry) {
        if (events != null) {
            events.bindTo(registry);
            if (metered.isShared()) {
                events.prepare(metered.name());
            }
        }
    }

    private long count(ToLongFunction<CacheStatistics> count) {
        DefaultTieredCache cache = getCache();
        return cache != null ? count.applyAsLong(cache.statistics()) : 0;
    }

    private @Nullable Long near(ToLongFunction<CacheStatistics> count) {
        DefaultTieredCache cache = getCache();
        return cache != null && cache.policy().has(Tier.NEAR)
                ? Long.valueOf(count.applyAsLong(cache.statistics()))
                : null;
    }
}

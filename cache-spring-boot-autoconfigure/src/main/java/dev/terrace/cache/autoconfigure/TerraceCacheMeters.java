package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.Tier;
import dev.terrace.cache.spring.TerraceCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import org.jspecify.annotations.Nullable;

/** The standard meters of a cache, from counts of this process: a scrape calls nobody. Sizes and evictions are the near tier's. */
final class TerraceCacheMeters extends CacheMeterBinder<TerraceCache> {

    TerraceCacheMeters(TerraceCache cache, Iterable<Tag> tags) {
        super(cache, cache.getName(), tags);
    }

    @Override
    protected @Nullable Long size() {
        CacheStatistics statistics = nearStatistics();
        return statistics != null ? Long.valueOf(statistics.nearSize()) : null;
    }

    @Override
    protected long hitCount() {
        CacheStatistics statistics = statistics();
        return statistics != null ? statistics.hits() : 0;
    }

    @Override
    protected Long missCount() {
        CacheStatistics statistics = statistics();
        return statistics != null ? statistics.misses() : 0L;
    }

    @Override
    protected @Nullable Long evictionCount() {
        CacheStatistics statistics = nearStatistics();
        return statistics != null ? Long.valueOf(statistics.nearEvictions()) : null;
    }

    @Override
    protected long putCount() {
        CacheStatistics statistics = statistics();
        return statistics != null ? statistics.puts() : 0;
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        TerraceCache metered = getCache();
        if (metered != null) {
            FunctionCounter.builder(
                            "cache.removals",
                            metered,
                            cache -> cache.statistics().removals())
                    .tags(getTagsWithCacheName())
                    .description("Keys that callers of this process invalidated")
                    .register(registry);
            FunctionCounter.builder(
                            "cache.coherence.mismatches",
                            metered,
                            cache -> cache.statistics().mismatches())
                    .tags(getTagsWithCacheName())
                    .description("Entries of this process that were not what Redis had, found by the self-check")
                    .register(registry);
            new LoadMeters<>(metered, TerraceCache::statistics, getTagsWithCacheName()).bindTo(registry);
        }
    }

    private @Nullable CacheStatistics statistics() {
        TerraceCache cache = getCache();
        return cache != null ? cache.statistics() : null;
    }

    private @Nullable CacheStatistics nearStatistics() {
        TerraceCache cache = getCache();
        return cache != null && cache.getNativeCache().policy().has(Tier.NEAR) ? cache.statistics() : null;
    }
}

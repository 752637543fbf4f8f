package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.spring.TerraceCache;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;

/** Tells Boot how to meter our caches; a class, since Boot reads the type of the cache from its declaration. */
final class TerraceCacheMeterBinderProvider implements CacheMeterBinderProvider<TerraceCache> {

    @Override
    public MeterBinder getMeterBinder(TerraceCache cache, Iterable<Tag> tags) {
        return new TerraceCacheMeters(cache, tags);
    }
}

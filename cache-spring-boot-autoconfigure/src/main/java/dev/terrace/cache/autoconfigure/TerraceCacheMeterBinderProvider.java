package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.micrometer.MeteredEvents;
import dev.terrace.cache.micrometer.TieredCacheMeters;
import dev.terrace.cache.spring.TerraceCache;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;

/** Tells Boot how to meter our caches; a class, since Boot reads the type of the cache from its declaration. */
final class TerraceCacheMeterBinderProvider implements CacheMeterBinderProvider<TerraceCache> {

    private final ObjectProvider<MeteredEvents> events;

    TerraceCacheMeterBinderProvider(ObjectProvider<MeteredEvents> events) {
        this.events = events;
    }

    @Override
    public MeterBinder getMeterBinder(TerraceCache cache, Iterable<Tag> tags) {
        return new TieredCacheMeters(cache.getNativeCache(), tags, events.getIfAvailable());
    }
}

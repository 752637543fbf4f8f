package dev.terrace.cache.benchmarks.near;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.benchmarks.RedisProcess;
import dev.terrace.cache.benchmarks.TerraceInstance;
import dev.terrace.cache.event.CacheEvents;
import dev.terrace.cache.micrometer.MeteredEvents;
import dev.terrace.cache.micrometer.NamespaceMeters;
import dev.terrace.cache.micrometer.TieredCacheMeters;
import dev.terrace.cache.spring.TerraceCache;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Terrace over near and remote tier. */
final class TerraceNear implements NearCache {

    private static final String NAME = "near";
    private static final Callable<Object> LOADER = () -> NearCache.unexpectedLoad("a key");

    private final TerraceInstance instance;
    private final TerraceCache cache;

    private TerraceNear(RedisProcess redis, CacheEvents listeners) throws InterruptedException {
        instance = TerraceInstance.joined(redis.address(), "benchmarks", Map.of(NAME, policy()), listeners);
        cache = instance.cache(NAME);
    }

    static TerraceNear metered(RedisProcess redis) throws InterruptedException {
        MeteredEvents events = new MeteredEvents();
        MeterRegistry meters = new SimpleMeterRegistry();
        TerraceNear terrace = new TerraceNear(redis, new CacheEvents(List.of(events)));
        new TieredCacheMeters(terrace.cache.getNativeCache(), Tags.empty(), events).bindTo(meters);
        new NamespaceMeters(terrace.instance.manager().runtime(), events, "benchmarks").bindTo(meters);
        return terrace;
    }

    /** For those who look at what it holds: meters keep nothing of an entry. */
    static TerraceNear unmetered(RedisProcess redis) throws InterruptedException {
        return new TerraceNear(redis, new CacheEvents(List.of()));
    }

    /** The default one, but for what all contestants have in common. */
    private static CachePolicy policy() {
        CachePolicy defaults = CachePolicy.defaults();
        return defaults.withTimeToLive(Duration.ofMinutes(LIFE))
                .withNear(
                        new CachePolicy.Near(BOUND, null, null, defaults.near().copy()));
    }

    @Override
    public Object get(Object key) {
        return cache.get(key);
    }

    @Override
    public Object getOrLoad(Object key) {
        return cache.get(key, LOADER);
    }

    /** A put is an invalidation too, which an instance remembers for a minute. */
    @Override
    public void fill(Object key, Object value) {
        cache.get(key, () -> value);
    }

    @Override
    public long missed() {
        CacheStatistics counts = cache.statistics();
        return counts.remoteHits() + counts.misses();
    }

    /** What holds the entries. */
    TerraceCache cache() {
        return cache;
    }

    @Override
    public void close() {
        instance.close();
    }
}

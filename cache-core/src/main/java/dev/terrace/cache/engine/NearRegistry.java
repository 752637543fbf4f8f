package dev.terrace.cache.engine;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.coherence.NearEntries;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.near.NearIndex;
import dev.terrace.cache.tier.KeyPattern;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** The near tiers of all caches of this instance, as the protocol sees them. Thread-safe. */
public final class NearRegistry implements NearEntries {

    private final NearIndex index = new NearIndex();
    private final ConcurrentMap<String, CacheCore> caches = new ConcurrentHashMap<>();

    NearIndex index() {
        return index;
    }

    void add(CacheCore cache) {
        caches.put(cache.name, cache);
    }

    Collection<CacheCore> cores() {
        return caches.values();
    }

    /** What each cache has counted. */
    List<CacheStatistics> statistics() {
        return caches.values().stream().map(CacheCore::statistics).toList();
    }

    @Override
    public void drop(long hash) {
        index.drop(hash);
    }

    @Override
    public void drop(KeyPattern pattern) {
        CacheCore cache = caches.get(pattern.cache());
        if (cache != null) {
            cache.dropNear(pattern.matcher());
        }
    }

    @Override
    public Collection<String> caches() {
        return List.copyOf(caches.keySet());
    }

    @Override
    public List<Sample> sample(int most) {
        return index.sample(most).stream().flatMap(this::samples).toList();
    }

    private Stream<Sample> samples(NearEntry entry) {
        return caches.values().stream()
                .filter(cache -> cache.remote.exists() && cache.isOwner(entry))
                .<Sample>map(cache -> new NearSample(cache, entry))
                .filter(Sample::isServed);
    }
}

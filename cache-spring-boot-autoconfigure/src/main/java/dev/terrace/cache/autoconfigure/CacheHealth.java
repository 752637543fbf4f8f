package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.Tier;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What this process knows of one of its caches. */
record CacheHealth(CachePolicy policy, CacheStatistics statistics) {

    /** So many caches are listed at most: health is for a glance. */
    static final int LISTED = 20;

    /** The caches that there are now, by their names. */
    static Map<String, CacheHealth> of(TerraceCacheManager manager) {
        Map<String, CacheHealth> caches = new TreeMap<>();
        for (String name : manager.getCacheNames()) {
            TerraceCache cache = manager.getTerraceCache(name);
            if (cache != null) {
                caches.put(name, new CacheHealth(cache.getNativeCache().policy(), cache.statistics()));
            }
        }
        return caches;
    }

    /** The near tiers, those with the most entries if there are many. */
    static Map<String, Object> near(Map<String, CacheHealth> all) {
        Map<String, CacheHealth> near = new TreeMap<>(all);
        near.values().removeIf(cache -> !cache.policy().has(Tier.NEAR));
        return listed(near, CacheStatistics::nearSize, CacheHealth::nearDetails);
    }

    /** Of the caches that have any, how many loads hang, those with the most if there are many; empty if there are none. */
    static Map<String, Object> hungLoads(Map<String, CacheHealth> all) {
        Map<String, CacheHealth> hung = new TreeMap<>(all);
        hung.values().removeIf(cache -> cache.statistics().hungLoads() == 0);
        return hung.isEmpty()
                ? Map.of()
                : listed(
                        hung,
                        CacheStatistics::hungLoads,
                        cache -> cache.statistics().hungLoads());
    }

    /** Those of the largest size, and how many there are beside them. */
    private static Map<String, Object> listed(
            Map<String, CacheHealth> caches,
            ToLongFunction<CacheStatistics> size,
            Function<CacheHealth, Object> shown) {
        Map<String, Object> listed = new TreeMap<>();
        caches.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        cache -> -size.applyAsLong(cache.getValue().statistics())))
                .limit(LISTED)
                .forEach(cache -> listed.put(cache.getKey(), shown.apply(cache.getValue())));
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("caches", listed);
        if (caches.size() > LISTED) {
            details.put("notListed", caches.size() - LISTED);
        }
        return details;
    }

    private Map<String, Object> nearDetails() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("entries", statistics.nearSize());
        details.put("maximumSize", policy.near().maximumSize());
        if (policy.near().maximumWeight() != null) {
            details.put("maximumWeight", policy.near().maximumWeight());
        }
        long reads = statistics.hits() + statistics.misses();
        if (reads > 0) {
            details.put("hitRate", ServerDetails.rounded((double) statistics.nearHits() / reads));
        }
        return details;
    }
}

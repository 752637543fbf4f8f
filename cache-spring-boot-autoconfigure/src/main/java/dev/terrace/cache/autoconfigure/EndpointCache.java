package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.Tier;
import dev.terrace.cache.engine.DefaultTieredCache;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint says of one cache: its summary, and what is too much for all caches at once.
 *
 * @param cache its name
 * @param policy each setting in force, by the name that it has in the configuration
 * @param hotKeys keys that are read most, the hottest first; null if keys are not shown
 * @param latency how long calls of the remote tier took, by operation; empty without that tier
 */
record EndpointCache(
        String cache,
        List<String> tiers,
        long entries,
        Gets gets,
        HitRate hitRate,
        Loads loads,
        Stale staleServed,
        long timeSavedMillis,
        long puts,
        long removals,
        long evictions,
        Map<String, PolicyOrigins.Setting> policy,
        @Nullable List<HotKey> hotKeys,
        SortedMap<String, EndpointLatency.Latency> latency) {

    static EndpointCache of(
            DefaultTieredCache cache,
            Map<String, PolicyOrigins.Setting> policy,
            @Nullable List<HotKey> hotKeys,
            SortedMap<String, EndpointLatency.Latency> latency) {
        Summary summary = Summary.of(cache);
        return new EndpointCache(
                cache.name(),
                summary.tiers(),
                summary.entries(),
                summary.gets(),
                summary.hitRate(),
                summary.loads(),
                summary.staleServed(),
                summary.timeSavedMillis(),
                summary.puts(),
                summary.removals(),
                summary.evictions(),
                policy,
                hotKeys,
                latency);
    }

    /**
     * What is said of each cache. Counters are totals since the start of the instance.
     *
     * @param tiers its tiers, in the order in which a read asks them
     * @param entries of its near tier
     * @param gets reads, by who served them
     * @param hitRate shares of them
     * @param loads loads by what became of them
     * @param staleServed reads that got a value past its time-to-live
     * @param timeSavedMillis the time that hits would have taken to load
     * @param puts values written
     * @param removals keys invalidated by this instance
     * @param evictions near entries dropped for size, weight or age
     */
    record Summary(
            List<String> tiers,
            long entries,
            Gets gets,
            HitRate hitRate,
            Loads loads,
            Stale staleServed,
            long timeSavedMillis,
            long puts,
            long removals,
            long evictions) {

        static Summary of(DefaultTieredCache cache) {
            CacheStatistics counts = cache.statistics();
            CacheStatistics.StaleServed stale = counts.staleServed();
            return new Summary(
                    cache.policy().tiers().stream().map(Tier::configuredName).toList(),
                    counts.nearSize(),
                    new Gets(counts.nearHits(), counts.remoteHits(), counts.misses()),
                    HitRate.of(counts),
                    Loads.of(cache, counts),
                    new Stale(stale.revalidating(), stale.error(), stale.timeout()),
                    counts.timeSaved().toMillis(),
                    counts.puts(),
                    counts.removals(),
                    counts.nearEvictions());
        }
    }

    /** Reads, by the tier that served them. */
    record Gets(long near, long remote, long missed) {}

    /**
     * Shares from 0 to 1; null where nothing was asked.
     *
     * @param near of all reads, those that the near tier served
     * @param remote of those that it did not, the ones that the remote tier served
     * @param all of all reads, those that some tier served
     */
    record HitRate(
            @Nullable Double near,
            @Nullable Double remote,
            @Nullable Double all) {

        static HitRate of(CacheStatistics counts) {
            long beyond = counts.remoteHits() + counts.misses();
            long reads = counts.nearHits() + beyond;
            return new HitRate(
                    rate(counts.nearHits(), reads), rate(counts.remoteHits(), beyond), rate(counts.hits(), reads));
        }

        private static @Nullable Double rate(long part, long whole) {
            return whole == 0 ? null : ServerDetails.rounded((double) part / whole);
        }
    }

    /**
     * Loads.
     *
     * @param refused those that {@code loader.max-concurrent} kept from running
     * @param running under way now
     * @param hung of these, the ones that nobody waits for any more
     * @param meanMillis of one that succeeded; null if none did
     */
    record Loads(
            long successes,
            long failures,
            long refused,
            int running,
            int hung,
            @Nullable Double meanMillis) {

        static Loads of(DefaultTieredCache cache, CacheStatistics counts) {
            double millis = cache.inspection().loadTime().toNanos() / 1e6;
            return new Loads(
                    counts.loads(),
                    counts.loadFailures(),
                    counts.refusedLoads(),
                    counts.runningLoads(),
                    counts.hungLoads(),
                    counts.loads() == 0 ? null : ServerDetails.rounded(millis / counts.loads()));
        }
    }

    /** Reads that got a value past its time-to-live, by the reason. */
    record Stale(long revalidating, long error, long timeout) {}

    /** A key and about how often it was read. */
    record HotKey(String key, long count) {}
}

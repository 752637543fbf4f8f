package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheStatistics;
import java.time.Duration;

/** Counts of a cache, no two alike. */
final class Counts {

    private Counts() {}

    static CacheStatistics withHungLoads(int hungLoads) {
        return of(9, hungLoads);
    }

    static CacheStatistics withNearSize(long nearSize) {
        return of(nearSize, 0);
    }

    private static CacheStatistics of(long nearSize, int hungLoads) {
        return new CacheStatistics(
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                nearSize,
                10,
                20,
                11,
                12,
                new CacheStatistics.StaleServed(13, 14, 15),
                Duration.ofMillis(16_500),
                17,
                18,
                hungLoads);
    }
}

package dev.terrace.cache.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.TerraceCache;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Each meter of a cache shows its count; no two of the counts are alike. */
class CacheMetersTests {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger hung = new AtomicInteger(19);

    private static CacheStatistics counts(int hung) {
        return new CacheStatistics(
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                9,
                10,
                20,
                11,
                12,
                new CacheStatistics.StaleServed(13, 14, 15),
                Duration.ofMillis(16_500),
                17,
                18,
                hung);
    }

    private void bind() {
        CacheMeters<AtomicInteger> meters = new CacheMeters<>(hung, now -> counts(now.get()), "products");
        meters.bindLoads(registry);
        meters.bindReads(registry);
        meters.bindNear(registry);
        meters.bindRemote(registry);
    }

    @Test
    void eachMeterShowsItsCount() {
        bind();
        assertThat(values())
                .isEqualTo(Map.ofEntries(
                        Map.entry("cache.loads{success}", 4.0),
                        Map.entry("cache.loads{failure}", 5.0),
                        Map.entry("cache.loads{refused}", 17.0),
                        Map.entry("cache.loads.running{}", 18.0),
                        Map.entry("cache.loads.hung{}", 19.0),
                        Map.entry("cache.stale.served{revalidating}", 13.0),
                        Map.entry("cache.stale.served{error}", 14.0),
                        Map.entry("cache.stale.served{timeout}", 15.0),
                        Map.entry("cache.time.saved{}", 16.5),
                        Map.entry("cache.oversized{}", 20.0),
                        Map.entry("cache.tier.gets{hit near}", 1.0),
                        Map.entry("cache.tier.gets{miss near}", 5.0),
                        Map.entry("cache.tier.gets{hit remote}", 2.0),
                        Map.entry("cache.tier.gets{miss remote}", 3.0),
                        Map.entry("cache.payloads.rejected{}", 10.0),
                        Map.entry("cache.remote.failures{}", 11.0),
                        Map.entry("cache.coherence.mismatches{}", 12.0)));
    }

    @Test
    void aScrapeSeesTheCountsOfThatMoment() {
        bind();
        hung.set(0);
        assertThat(values()).containsEntry("cache.loads.hung{}", 0.0);
    }

    @Test
    void theTimeSavedIsInSeconds() {
        bind();
        assertThat(registry.get("cache.time.saved").functionCounter().getId()).satisfies(id -> {
            assertThat(id.getBaseUnit()).isEqualTo("seconds");
            assertThat(id.getTag("cache")).isEqualTo("products");
        });
    }

    @Test
    void aCacheOfThisProcessHasNoMetersOfRedis() {
        try (Instance instance = Instance.nearOnly(Policies.NEAR)) {
            TerraceCache cache = instance.cache("products");
            cache.put("a", "value");
            new TieredCacheMeters(cache.getNativeCache(), Tags.empty(), new MeteredEvents()).bindTo(registry);
            assertThat(values().keySet())
                    .contains("cache.tier.gets{hit near}", "cache.puts{}")
                    .noneMatch(name -> name.contains("remote") || name.contains("invalidations"));
        }
    }

    private Map<String, Double> values() {
        return registry.getMeters().stream().collect(Collectors.toMap(CacheMetersTests::name, CacheMetersTests::value));
    }

    private static String name(Meter meter) {
        return meter.getId().getName()
                + StreamSupport.stream(meter.getId().getTagsAsIterable().spliterator(), false)
                        .filter(tag -> !tag.getKey().equals("cache"))
                        .map(tag -> tag.getValue())
                        .collect(Collectors.joining(" ", "{", "}"));
    }

    private static double value(Meter meter) {
        return meter.measure().iterator().next().getValue();
    }
}

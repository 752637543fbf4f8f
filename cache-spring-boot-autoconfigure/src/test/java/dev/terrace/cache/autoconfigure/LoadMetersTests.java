package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class LoadMetersTests {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger hung = new AtomicInteger(19);

    private void bind() {
        new LoadMeters<>(hung, now -> Counts.withHungLoads(now.get()), Tags.of("cache", "products")).bindTo(registry);
    }

    @Test
    void eachMeterShowsItsCount() {
        bind();
        assertThat(values())
                .isEqualTo(Map.of(
                        "cache.loads{success}", 4.0,
                        "cache.loads{failure}", 5.0,
                        "cache.loads{refused}", 17.0,
                        "cache.loads.running{}", 18.0,
                        "cache.loads.hung{}", 19.0,
                        "cache.stale.served{revalidating}", 13.0,
                        "cache.stale.served{error}", 14.0,
                        "cache.stale.served{timeout}", 15.0,
                        "cache.time.saved{}", 16.5,
                        "cache.oversized{}", 20.0));
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

    private Map<String, Double> values() {
        Map<String, Double> values = new HashMap<>();
        for (Meter meter : registry.getMeters()) {
            String own = StreamSupport.stream(meter.getId().getTagsAsIterable().spliterator(), false)
                    .filter(tag -> !tag.getKey().equals("cache"))
                    .map(tag -> tag.getValue())
                    .findFirst()
                    .orElse("");
            values.put(
                    meter.getId().getName() + "{" + own + "}",
                    meter.measure().iterator().next().getValue());
        }
        return values;
    }
}

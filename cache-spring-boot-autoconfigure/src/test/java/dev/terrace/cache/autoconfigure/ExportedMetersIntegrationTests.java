package dev.terrace.cache.autoconfigure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.autoconfigure.PromQuery.Selector;
import dev.terrace.cache.engine.ServerWatch;
import dev.terrace.cache.micrometer.CacheMeter;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.testing.TestRedis;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Whatever the dashboard and the rules ask for, an application with Prometheus really exports. */
@ExtendWith(OutputCaptureExtension.class)
class ExportedMetersIntegrationTests {

    private static final TestRedis REDIS = TestRedis.start();
    private static Map<String, Set<Map<String, String>>> samples;

    @BeforeAll
    static void scrape(CapturedOutput output) {
        REDIS.cli("CONFIG", "SET", "maxmemory", "1000000000");
        Contexts.caching()
                .withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class,
                        CompositeMeterRegistryAutoConfiguration.class,
                        PrometheusMetricsExportAutoConfiguration.class,
                        CacheMetricsAutoConfiguration.class,
                        ObservationAutoConfiguration.class))
                .withPropertyValues(
                        "terrace.cache.namespace=exported",
                        "terrace.cache.redis.url=" + REDIS.url(),
                        "terrace.cache.health.check-interval=100ms",
                        "terrace.cache.caches.products.near.maximum-weight=1MB")
                .run(context -> {
                    TerraceCacheManager manager = context.getBean(TerraceCacheManager.class);
                    await().atMost(Duration.ofSeconds(30)).until(manager.runtime()::isConnectedToAll);
                    PrometheusMeterRegistry registry = context.getBean(PrometheusMeterRegistry.class);
                    use(manager.getTerraceCache("products"));
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> registry.find(CacheMeter.MEMORY_FULL_IN.meter())
                                            .gauge()
                                    != null);
                    samples = PromQuery.samples(registry.scrape());
                    assertMetersStay(registry, manager.runtime().servers());
                });
        assertThat(output).doesNotContain("has been already registered", "same set of tag keys", "failed to register");
    }

    /** A scrape between the end of a meter and the next of its name would end an alert. */
    private static void assertMetersStay(MeterRegistry registry, ServerWatch servers) {
        Gauge before = registry.get(CacheMeter.MEMORY_RATIO.meter()).gauge();
        REDIS.cli("CONFIG", "SET", "maxmemory", "4000000000");
        double ratio = before.value();
        awaitNextSample(servers);
        awaitNextSample(servers);
        assertThat(registry.get(CacheMeter.MEMORY_RATIO.meter()).gauge()).isSameAs(before);
        assertThat(before.value()).isBetween(0.0, ratio / 2);
    }

    private static void awaitNextSample(ServerWatch servers) {
        List<ServerWatch.Seen> before = requireNonNull(servers.last()).servers();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> requireNonNull(servers.last()).servers() != before);
    }

    private static void use(TerraceCache cache) {
        cache.get("a", () -> "value");
        cache.get("a");
        cache.evict("a");
    }

    @AfterAll
    static void stop() {
        REDIS.close();
        Threads.assertNoneOfOurs();
    }

    private static void assertExported(List<String> expressions) throws Exception {
        List<String> recorded = Rules.recorded();
        assertThat(expressions).hasSizeGreaterThan(7).allSatisfy(expression -> {
            Set<Selector> selectors = PromQuery.selectors(expression);
            assertThat(selectors)
                    .isNotEmpty()
                    .allMatch(
                            selector -> recorded.contains(selector.name()) || PromQuery.isExported(selector, samples));
        });
    }

    @Test
    void whatTheDashboardAsksForIsThere() throws Exception {
        assertExported(Rules.queries());
    }

    @Test
    void whatTheRulesAskForIsThere() throws Exception {
        assertExported(Rules.expressions());
    }

    @Test
    void everyMeterIsExportedUnderItsNameAndWithItsTags() {
        PrometheusNamingConvention naming = new PrometheusNamingConvention();
        assertThat(CacheMeter.values()).allSatisfy(meter -> {
            String suffix =
                    switch (meter.type()) {
                        case COUNTER -> "_total";
                        case TIMER -> "_count";
                        default -> "";
                    };
            String name = naming.name(meter.meter(), meter.type(), meter.unit()) + suffix;
            String[] labels = Stream.concat(Stream.of("cache"), meter.tags().stream())
                    .map(naming::tagKey)
                    .toArray(String[]::new);
            assertThat(samples).containsKey(name);
            assertThat(samples.get(name))
                    .allSatisfy(series -> assertThat(series).containsOnlyKeys(labels));
        });
        assertThat(samples.get("cache_bytes"))
                .extracting(series -> series.get("tier"))
                .containsExactlyInAnyOrder("near", "remote");
    }

    @Test
    void theDashboardShowsWhatItShould() throws Exception {
        assertThat(Rules.panels())
                .contains(
                        "Hit rate by tier",
                        "Remote latency",
                        "Loads",
                        "Load duration",
                        "Stale served",
                        "Time saved",
                        "Invalidations",
                        "Coherence lag",
                        "Gaps",
                        "Circuit",
                        "Recovery queue",
                        "Memory of the servers",
                        "Memory forecast",
                        "Loads running and hung");
    }
}

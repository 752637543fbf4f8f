package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.actuate.endpoint.CachesEndpoint;
import org.springframework.boot.cache.autoconfigure.CachesEndpointAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/** What Boot's actuator shows of our caches. */
@ExtendWith(OutputCaptureExtension.class)
class CacheMetersTests {

    private final ApplicationContextRunner contexts = Contexts.caching()
            .withConfiguration(
                    AutoConfigurations.of(CacheMetricsAutoConfiguration.class, CachesEndpointAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class)
            .withPropertyValues("management.endpoints.web.exposure.include=caches");

    @Test
    void aDeclaredCacheHasTheStandardMeters() {
        contexts.withPropertyValues("terrace.cache.caches.products.time-to-live=1m")
                .run(context -> {
                    Cache cache = context.getBean(CacheManager.class).getCache("products");
                    cache.get("a");
                    cache.put("a", 1);
                    cache.put("b", 2);
                    cache.get("a");
                    cache.get("b");
                    cache.get("b");
                    cache.evict("b");

                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    assertThat(count(registry, "cache.gets", "products", "result", "hit"))
                            .isEqualTo(3);
                    assertThat(count(registry, "cache.gets", "products", "result", "miss"))
                            .isEqualTo(1);
                    assertThat(count(registry, "cache.puts", "products")).isEqualTo(2);
                    assertThat(count(registry, "cache.removals", "products")).isEqualTo(1);
                    assertThat(count(registry, "cache.evictions", "products")).isZero();
                    Gauge size =
                            registry.get("cache.size").tag("cache", "products").gauge();
                    assertThat(size.value()).isEqualTo(1);
                });
    }

    @Test
    void loadsAreCountedByTheirResult() {
        contexts.run(context -> {
            TerraceCache cache = context.getBean(TerraceCacheManager.class).getTerraceCache("late");
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            cache.get("a", () -> 1);
            cache.get("b", () -> 2);
            assertThatThrownBy(() -> cache.get("c", () -> {
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(Cache.ValueRetrievalException.class);
            assertThat(count(registry, "cache.loads", "late", "result", "success"))
                    .isEqualTo(2);
            assertThat(count(registry, "cache.loads", "late", "result", "failure"))
                    .isEqualTo(1);
            assertThat(count(registry, "cache.loads", "late", "result", "refused"))
                    .isZero();
        });
    }

    @Test
    void aCacheMadeAtRunTimeHasThemToo() {
        contexts.run(context -> {
            Cache cache = context.getBean(CacheManager.class).getCache("late");
            cache.get("a");

            assertThat(count(context.getBean(MeterRegistry.class), "cache.gets", "late", "result", "miss"))
                    .isEqualTo(1);
        });
    }

    @Test
    void aTransactionAwareCacheMadeAtRunTimeHasThemToo() {
        contexts.withPropertyValues("terrace.cache.transaction-aware=true").run(context -> {
            context.getBean(CacheManager.class).getCache("late").get("a");

            assertThat(count(context.getBean(MeterRegistry.class), "cache.gets", "late", "result", "miss"))
                    .isEqualTo(1);
        });
    }

    @Test
    void aCacheThatABeanAsksForDuringStartUpHasThemOnce(CapturedOutput output) {
        contexts.withInitializer(context -> context.getBeanFactory()
                        .addBeanPostProcessor(new org.springframework.beans.factory.config.BeanPostProcessor() {
                            @Override
                            public Object postProcessAfterInitialization(Object bean, String name) {
                                if (bean instanceof TerraceCacheManager manager) {
                                    manager.getCache("early").get("a");
                                }
                                return bean;
                            }
                        }))
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    assertThat(registry.find("cache.gets")
                                    .tag("cache", "early")
                                    .tag("result", "miss")
                                    .functionCounters())
                            .singleElement()
                            .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
                });
        assertThat(output).doesNotContain("already been registered", "already registered");
    }

    @Test
    void withoutARegistryCachesAreMadeAtRunTimeAllTheSame() {
        Contexts.caching()
                .run(context -> assertThat(context.getBean(CacheManager.class).getCache("late"))
                        .isNotNull());
    }

    @Test
    void theCachesEndpointShowsAndClearsThem() {
        contexts.withPropertyValues("spring.cache.cache-names=products").run(context -> {
            Cache cache = context.getBean(CacheManager.class).getCache("products");
            cache.put("a", 1);
            CachesEndpoint endpoint = context.getBean(CachesEndpoint.class);

            CachesEndpoint.CacheEntryDescriptor entry = endpoint.cache("products", null);
            assertThat(entry.getTarget())
                    .isEqualTo(cache.getNativeCache().getClass().getName());
            assertThat(entry.getCacheManager()).isEqualTo("cacheManager");
            assertThat(endpoint.clearCache("products", null)).isTrue();
            assertThat(cache.get("a")).isNull();
        });
    }

    private static double count(MeterRegistry registry, String meter, String cache, String... tags) {
        FunctionCounter counter =
                registry.get(meter).tag("cache", cache).tags(tags).functionCounter();
        return counter.count();
    }
}

package dev.terrace.cache.autoconfigure;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.autoconfigure.TerraceCacheHealthIndicator.Redis;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** What the health endpoint says of our caches. */
class CacheHealthTests {

    /** Far less than any timeout of a connection or an operation here. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private final Map<String, CacheStatistics> caches = new TreeMap<>();

    private final ApplicationContextRunner contexts = Contexts.caching()
            .withConfiguration(AutoConfigurations.of(
                    HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class));

    @Test
    void withoutARedisItIsUpAndSaysSo() {
        contexts.run(context -> {
            context.getBean(TerraceCacheManager.class).getCache("late").put("a", 1);
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsExactly(entry("redis", "none"));
        });
    }

    @Test
    void aRedisThatIsAwayLeavesItUp() {
        assertThat(health(Redis.AWAY).getStatus()).isEqualTo(Status.UP);
        assertThat(health(Redis.AWAY).getDetails()).containsExactly(entry("redis", "away"));
        assertThat(health(Redis.CONNECTED).getDetails()).containsExactly(entry("redis", "connected"));
    }

    @Test
    void onlyCachesWithHungLoadsAreNamed() {
        caches.put("fine", Counts.withHungLoads(0));
        caches.put("products", Counts.withHungLoads(2));
        caches.put("prices", Counts.withHungLoads(1));
        Health health = health(Redis.NONE);
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsOnly(entry("redis", "none"), entry("hungLoads", Map.of("prices", 1, "products", 2)));
    }

    @Test
    void cachesThatAreMadeLaterAreLookedAtToo() {
        contexts.run(context -> {
            TerraceCacheManager manager = context.getBean(TerraceCacheManager.class);
            assertThat(TerraceCacheHealthIndicator.statistics(manager)).isEmpty();
            manager.getCache("late").put("a", 1);
            assertThat(TerraceCacheHealthIndicator.statistics(manager))
                    .hasEntrySatisfying(
                            "late", counts -> assertThat(counts.puts()).isEqualTo(1));
        });
    }

    @Test
    void itAsksNobodyAndWaitsForNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            contexts.withPropertyValues(
                            "terrace.cache.redis.url=redis://127.0.0.1:" + silent.getLocalPort(),
                            "terrace.cache.redis.timeout=30s",
                            "terrace.cache.coherence.max-staleness=60s",
                            "terrace.cache.redis.connect-timeout=30s")
                    .run(context -> {
                        long before = System.nanoTime();
                        Health health = health(context);
                        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(AT_ONCE);
                        assertThat(health.getStatus()).isEqualTo(Status.UP);
                        assertThat(health.getDetails()).containsExactly(entry("redis", "away"));
                    });
        }
    }

    @Test
    void itCanBeSwitchedOffAlone() {
        contexts.withPropertyValues("management.health.terracecache.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(TerraceCacheManager.class)
                        .doesNotHaveBean(TerraceCacheHealthIndicator.class));
    }

    @Test
    void itCanBeSwitchedOffWithAllOthers() {
        contexts.withPropertyValues("management.health.defaults.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(TerraceCacheHealthIndicator.class));
        contexts.withPropertyValues(
                        "management.health.defaults.enabled=false", "management.health.terrace-cache.enabled=true")
                .run(context -> assertThat(context).hasSingleBean(TerraceCacheHealthIndicator.class));
    }

    @Test
    void anApplicationMayShowItsOwn() {
        HealthIndicator own = () -> Health.down().build();
        contexts.withBean("terraceCacheHealthIndicator", HealthIndicator.class, () -> own)
                .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
    }

    @Test
    void anApplicationWithoutHealthHasNone() {
        Contexts.caching()
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasSingleBean(TerraceCacheManager.class)
                        .doesNotHaveBean("terraceCacheHealthIndicator"));
    }

    private Health health(Redis redis) {
        return new TerraceCacheHealthIndicator(() -> redis, () -> caches).health();
    }

    private static Health health(ApplicationContext context) {
        HealthContributorRegistry contributors = context.getBean(HealthContributorRegistry.class);
        return ((HealthIndicator) contributors.getContributor("terraceCache")).health(true);
    }
}

package dev.terrace.cache.autoconfigure;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.Tier;
import dev.terrace.cache.autoconfigure.RedisHealth.State;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
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

    private final Map<String, CacheHealth> caches = new TreeMap<>();

    private final ApplicationContextRunner contexts = Contexts.caching()
            .withConfiguration(AutoConfigurations.of(
                    HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class));

    @Test
    void withoutARedisItIsUpAndSaysSo() {
        contexts.run(context -> {
            context.getBean(TerraceCacheManager.class).getCache("late").put("a", 1);
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsExactly(
                            entry(
                                    "near",
                                    Map.of("caches", Map.of("late", Map.of("entries", 1L, "maximumSize", 10_000L)))),
                            entry("redis", Map.of("state", "none")));
        });
    }

    @Test
    void aRedisThatIsAwayLeavesItUp() {
        assertThat(health(State.AWAY).getStatus()).isEqualTo(Status.UP);
        assertThat(redis(health(State.AWAY))).containsOnly(entry("state", "away"), entry("waitingInvalidations", 3));
        assertThat(redis(health(State.CONNECTED)))
                .containsOnly(entry("state", "connected"), entry("waitingInvalidations", 3));
    }

    @Test
    void itIsWhatTheApplicationWantsWhileRedisIsAwayOrRefusesUs() {
        assertThat(status(State.AWAY, StatusWhenAway.DOWN)).isEqualTo(Status.DOWN);
        assertThat(status(State.REFUSED, StatusWhenAway.OUT_OF_SERVICE)).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(status(State.CONNECTED, StatusWhenAway.DOWN)).isEqualTo(Status.UP);
        assertThat(status(State.NONE, StatusWhenAway.DOWN)).isEqualTo(Status.UP);
    }

    @Test
    void theStatusWhileRedisIsAwayIsAProperty() {
        contexts.withPropertyValues(
                        "terrace.cache.redis.url=redis://127.0.0.1:1",
                        "terrace.cache.namespace=health",
                        "terrace.cache.health.status-when-away=out-of-service")
                .run(context -> {
                    await().untilAsserted(
                                    () -> assertThat(redis(health(context))).containsKeys("since", "lastReason"));
                    assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
                });
    }

    @Test
    void aLossIsDatedByItsFirstEventAndExplainedByItsLast() {
        ManualTime time = new ManualTime();
        RemoteHistory history = new RemoteHistory(time);
        assertThat(history.last()).isEqualTo(RemoteHistory.NONE);
        Instant lost = Instant.ofEpochMilli(time.millis());
        history.onEvent(new CacheEvent.RemoteLost("timeout"));
        time.advance(Duration.ofSeconds(5));
        history.onEvent(new CacheEvent.RemoteLost("wrong password"));
        assertThat(history.last()).isEqualTo(new RemoteHistory.Turn(true, lost, "wrong password"));
        time.advance(Duration.ofSeconds(5));
        history.onEvent(new CacheEvent.RemoteRegained(Duration.ofSeconds(10), 0));
        assertThat(history.last()).isEqualTo(new RemoteHistory.Turn(false, lost.plusSeconds(10), "wrong password"));
    }

    @Test
    void aChangeThatWasNotToldYetHasNoDate() {
        RemoteHistory.Turn lost = new RemoteHistory.Turn(true, Instant.EPOCH, "timeout");
        assertThat(new RedisHealth(State.AWAY, lost, 0, null).details()).containsKey("since");
        assertThat(new RedisHealth(State.CONNECTED, lost, 0, null).details())
                .doesNotContainKey("since")
                .containsEntry("lastReason", "timeout");
    }

    @Test
    void onlyCachesWithHungLoadsAreNamed() {
        caches.put("fine", cache(Counts.withHungLoads(0)));
        caches.put("products", cache(Counts.withHungLoads(2)));
        caches.put("prices", cache(Counts.withHungLoads(1)));
        Health health = health(State.NONE);
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsEntry("hungLoads", Map.of("caches", Map.of("prices", 1, "products", 2)));
    }

    @Test
    void ofManyCachesThoseWithTheMostHungLoadsAreNamed() {
        for (int i = 0; i < 1_000; i++) {
            caches.put("c%03d".formatted(i), cache(Counts.withHungLoads(i)));
        }
        Map<String, Object> hung = CacheHealth.hungLoads(caches);
        assertThat(hung).containsEntry("notListed", 979);
        assertThat((Map<?, ?>) hung.get("caches"))
                .hasSize(20)
                .extracting(all -> List.copyOf(all.keySet()), as(InstanceOfAssertFactories.LIST))
                .startsWith("c980")
                .endsWith("c999");
    }

    @Test
    void ofManyCachesThoseWithTheMostEntriesAreListed() {
        for (int i = 0; i < 1_000; i++) {
            caches.put("c%03d".formatted(i), cache(Counts.withNearSize(i)));
        }
        caches.put(
                "remote",
                new CacheHealth(CachePolicy.defaults().withTiers(List.of(Tier.REMOTE)), Counts.withHungLoads(0)));
        Map<String, Object> near = CacheHealth.near(caches);
        assertThat(near).containsEntry("notListed", 980);
        assertThat((Map<?, ?>) near.get("caches"))
                .hasSize(20)
                .extracting(all -> List.copyOf(all.keySet()), as(InstanceOfAssertFactories.LIST))
                .startsWith("c980")
                .endsWith("c999");
    }

    @Test
    void cachesThatAreMadeLaterAreLookedAtToo() {
        contexts.run(context -> {
            TerraceCacheManager manager = context.getBean(TerraceCacheManager.class);
            assertThat(CacheHealth.of(manager)).isEmpty();
            manager.getCache("late").put("a", 1);
            assertThat(CacheHealth.of(manager))
                    .hasEntrySatisfying(
                            "late",
                            cache -> assertThat(cache.statistics().puts()).isEqualTo(1));
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
                        assertThat(redis(health)).containsEntry("state", "away").doesNotContainKey("servers");
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

    private static CacheHealth cache(CacheStatistics statistics) {
        return new CacheHealth(CachePolicy.defaults(), statistics);
    }

    private Health health(State redis) {
        return health(redis, StatusWhenAway.UP);
    }

    private Health health(State redis, StatusWhenAway whenAway) {
        return new TerraceCacheHealthIndicator(
                        () -> new RedisHealth(redis, RemoteHistory.NONE, 3, null), () -> caches, whenAway)
                .health();
    }

    private Status status(State redis, StatusWhenAway whenAway) {
        return health(redis, whenAway).getStatus();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> redis(Health health) {
        return (Map<String, Object>) health.getDetails().get("redis");
    }

    private static Health health(ApplicationContext context) {
        HealthContributorRegistry contributors = context.getBean(HealthContributorRegistry.class);
        return ((HealthIndicator) contributors.getContributor("terraceCache")).health(true);
    }
}

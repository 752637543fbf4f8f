package dev.terrace.cache.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the meters show of two instances on a real Redis. */
class MeteredCachesIntegrationTests {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String NAMESPACE = Namespaces.fresh();
    private static Metered here;
    private static Metered there;

    @BeforeAll
    static void start() {
        here = new Metered(TestRedis.shared(), NAMESPACE);
        there = new Metered(TestRedis.shared(), NAMESPACE);
    }

    /** An instance with meters. */
    private static final class Metered implements AutoCloseable {

        final MeterRegistry registry = new SimpleMeterRegistry();
        final MeteredEvents events = new MeteredEvents();
        final Instance instance;
        final TerraceCache cache;

        Metered(TestRedis redis, String namespace) {
            instance = Instance.started(
                    new RedisRemoteTier(namespace, RedisSettings.of(redis.address())),
                    Policies.BOTH,
                    new CoherenceSettings(
                            Duration.ofMillis(200),
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(60),
                            true,
                            Duration.ZERO,
                            Duration.ofMillis(300)),
                    events);
            await().atMost(SOON).until(instance.manager().runtime()::isConnectedToAll);
            cache = instance.cache("products");
            new TieredCacheMeters(cache.getNativeCache(), Tags.empty(), events).bindTo(registry);
            new NamespaceMeters(instance.manager().runtime(), events, namespace).bindTo(registry);
        }

        double value(CacheMeter meter, String... tags) {
            return Search.in(registry).name(meter.meter()).tags(tags).meters().stream()
                    .mapToDouble(found -> found.measure().iterator().next().getValue())
                    .sum();
        }

        long calls(String operation) {
            Timer timer = registry.find(CacheMeter.TIER_LATENCY.meter())
                    .tags("cache", "products", "tier", "remote", "operation", operation)
                    .timer();
            return timer == null ? 0 : timer.count();
        }

        double invalidations(String direction, String kind, String cache) {
            return value(CacheMeter.INVALIDATIONS, "direction", direction, "kind", kind, "cache", cache);
        }

        @Override
        public void close() {
            instance.close();
        }
    }

    @AfterAll
    static void close() {
        here.close();
        there.close();
    }

    @Test
    void callsAndLoadsAreTimedAndNearHitsAreNot() {
        here.cache.get("a", () -> "value");
        for (int i = 0; i < 10; i++) {
            here.cache.get("a", () -> "value");
        }
        there.cache.get("a", () -> "other");
        assertThat(List.of(here.calls("read"), here.calls("fill"), there.calls("read"), there.calls("fill")))
                .containsExactly(1L, 1L, 1L, 0L);
        Timer loads = here.registry.get(CacheMeter.LOAD_DURATION.meter()).timer();
        assertThat(loads.count()).isEqualTo(1);
        assertThat(here.registry
                        .get(CacheMeter.TIER_LATENCY.meter())
                        .tag("operation", "read")
                        .timer()
                        .totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
        assertThat(here.value(CacheMeter.TIER_GETS, "tier", "near", "result", "hit"))
                .isEqualTo(10);
        assertThat(here.value(CacheMeter.TIER_GETS, "tier", "near", "result", "miss"))
                .isEqualTo(1);
        assertThat(here.value(CacheMeter.TIER_GETS, "tier", "remote", "result", "miss"))
                .isEqualTo(1);
        assertThat(there.value(CacheMeter.TIER_GETS, "tier", "remote", "result", "hit"))
                .isEqualTo(1);
        assertThat(there.value(CacheMeter.TIER_GETS, "tier", "near", "result", "miss"))
                .isEqualTo(1);
    }

    @Test
    void invalidationsGoOutHereAndComeInThere() {
        double before = here.invalidations("out", "key", "products");
        double known = there.invalidations("in", "key", "*");
        here.cache.put("x", "value");
        here.cache.evict("x");
        here.cache.evictAll(List.of("b", "c"));
        here.cache.clear();
        here.cache.evictByPattern("x*");
        here.instance.manager().evictByTag("one", "two");
        assertThat(here.invalidations("out", "key", "products")).isEqualTo(before + 4);
        assertThat(here.invalidations("out", "clear", "products")).isEqualTo(1);
        assertThat(here.invalidations("out", "pattern", "products")).isEqualTo(1);
        assertThat(here.invalidations("out", "tag", "*")).isEqualTo(2);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(there.invalidations("in", "key", "*")).isEqualTo(known + 4);
            assertThat(there.invalidations("in", "clear", "products")).isEqualTo(1);
            assertThat(there.invalidations("in", "pattern", "products")).isEqualTo(1);
            assertThat(there.invalidations("in", "tag", "*")).isEqualTo(2);
        });
        here.instance.manager().runtime().sync().toCompletableFuture().join();
        assertThat(here.value(CacheMeter.INVALIDATIONS, "direction", "in"))
                .as("its own are none that come in")
                .isZero();
        assertThat(there.value(CacheMeter.INVALIDATIONS, "direction", "out")).isZero();
    }

    @Test
    void anOutageIsSeenInStateLagAndQueue() {
        try (TestRedis mortal = TestRedis.start();
                Metered alone = new Metered(mortal, NAMESPACE)) {
            assertThat(alone.value(CacheMeter.CIRCUIT_STATE)).isZero();
            assertThat(alone.value(CacheMeter.COHERENCE_LAG)).isBetween(0.0, 20.0);
            assertThat(alone.value(CacheMeter.RECOVERY_QUEUE)).isZero();
            mortal.pause();
            alone.cache.evict("a");
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(alone.value(CacheMeter.CIRCUIT_STATE)).isEqualTo(2);
                assertThat(alone.value(CacheMeter.RECOVERY_QUEUE)).isEqualTo(1);
                assertThat(alone.value(CacheMeter.COHERENCE_LAG)).isGreaterThan(0.5);
            });
            mortal.resume();
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(alone.value(CacheMeter.CIRCUIT_STATE)).isZero();
                assertThat(alone.value(CacheMeter.RECOVERY_QUEUE)).isZero();
                assertThat(alone.value(CacheMeter.COHERENCE_LAG)).isLessThan(5);
            });
        }
    }
}

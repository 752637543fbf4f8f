package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The health of caches whose Redis comes and goes. */
@ExtendWith(OutputCaptureExtension.class)
class CacheHealthIntegrationTests {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final TestRedis REDIS = TestRedis.start();

    @AfterAll
    static void stop() {
        REDIS.close();
        Threads.assertNoneOfOurs();
    }

    private static void run(String url, List<String> properties, Consumer<HealthIndicator> test) {
        Contexts.caching()
                .withPropertyValues("terrace.cache.namespace=health", "terrace.cache.redis.url=" + url)
                .withPropertyValues(properties.toArray(String[]::new))
                .run(context -> test.accept(context.getBean(TerraceCacheHealthIndicator.class)));
    }

    @Test
    void aRedisThatStopsAnsweringIsADetailUntilItReturns() {
        run(REDIS.url(), List.of("terrace.cache.health.check-interval=200ms"), health -> {
            awaitRedis(health, "connected", redis -> {
                assertThat(redis).doesNotContainKeys("since", "lastReason");
                assertThat(redis.get("sampleAge")).isIn("PT0S", "PT1S");
                assertThat(server(redis)).containsEntry("role", "primary").containsKey("pingMillis");
            });
            Instant before = Instant.now().minusMillis(1);
            REDIS.pause();
            awaitRedis(health, "away", redis -> {
                // Told a moment after it is so.
                assertThat(redis).containsKeys("since", "lastReason");
                assertThat(Instant.parse((String) redis.get("since"))).isAfter(before);
                assertThat((String) redis.get("lastReason")).isNotBlank();
                assertThat(Duration.parse((String) redis.get("sampleAge"))).isPositive();
                assertThat(server(redis)).containsKey("memory");
            });
            Instant back = Instant.now().minusMillis(1);
            REDIS.resume();
            awaitRedis(health, "connected", redis -> {
                assertThat(redis).containsKeys("since", "lastReason");
                assertThat(Instant.parse((String) redis.get("since"))).isAfter(back);
            });
        });
    }

    @Test
    void aHundredLooksAtTheHealthAreNoCommand() {
        List<String> quiet = List.of(
                "terrace.cache.coherence.sync-interval=60s",
                "terrace.cache.coherence.max-staleness=200s",
                "terrace.cache.coherence.self-check=0s",
                "terrace.cache.health.check-interval=1h");
        run(REDIS.url(), quiet, health -> {
            awaitRedis(health, "connected", redis -> assertThat(server(redis)).isNotEmpty());
            REDIS.cli("CONFIG", "RESETSTAT");
            for (int i = 0; i < 100; i++) {
                assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            }
            // Redisson sends a PING of its own now and then.
            assertThat(REDIS.cli("INFO", "commandstats").lines().filter(line -> line.startsWith("cmdstat_")))
                    .allMatch(line ->
                            line.startsWith("cmdstat_config|resetstat:calls=1,") || line.startsWith("cmdstat_ping:"))
                    .isNotEmpty();
        });
    }

    @Test
    void memoryThatFillsUpIsShownAndToldOnce(CapturedOutput output) {
        try {
            run(REDIS.url(), List.of("terrace.cache.health.check-interval=100ms"), health -> {
                awaitRedis(
                        health,
                        "connected",
                        redis -> assertThat(memory(redis))
                                .containsEntry("maximum", 0L)
                                .containsEntry("policy", "noeviction")
                                .doesNotContainKeys("share", "fullIn"));
                long maximum = (long) (used() / 0.9);
                REDIS.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
                REDIS.cli("CONFIG", "SET", "maxmemory", String.valueOf(maximum));
                awaitRedis(health, "connected", redis -> {
                    assertThat(memory(redis)).containsEntry("maximum", maximum).containsEntry("policy", "allkeys-lru");
                    assertThat((double) memory(redis).get("share")).isCloseTo(0.9, within(0.15));
                });
                await().atMost(SOON).until(() -> output.getOut().contains("% of its memory"));
                long before = pings();
                await().atMost(SOON).until(() -> pings() >= before + 5);
                assertThat(output.getOut()).containsOnlyOnce("% of its memory").contains(REDIS.address() + " uses");
            });
        } finally {
            REDIS.cli("CONFIG", "SET", "maxmemory", "0");
            REDIS.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
        }
    }

    @Test
    void aKilledRedisIsUpAtOnce() {
        try (TestRedis mortal = TestRedis.start()) {
            run(mortal.url(), List.of(), health -> {
                awaitRedis(health, "connected", redis -> {});
                mortal.kill();
                long before = System.nanoTime();
                for (int i = 0; i < 100; i++) {
                    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
                awaitRedis(health, "away", redis -> assertThat(redis).containsEntry("waitingInvalidations", 0));
            });
        }
    }

    private static long used() {
        return info("memory", "used_memory:(\\d+)");
    }

    /** One for each check of the servers. */
    private static long pings() {
        return info("commandstats", "cmdstat_ping:calls=(\\d+)");
    }

    private static long info(String section, String number) {
        Matcher matcher = Pattern.compile(number).matcher(REDIS.cli("INFO", section));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static void awaitRedis(HealthIndicator indicator, String state, Consumer<Map<String, Object>> more) {
        await().atMost(SOON).untilAsserted(() -> {
            Health health = indicator.health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            Map<String, Object> redis = map(health.getDetails().get("redis"));
            assertThat(redis).containsEntry("state", state);
            more.accept(redis);
        });
    }

    private static Map<String, Object> server(Map<String, Object> redis) {
        assertThat(redis).containsKey("servers");
        return map(map(redis.get("servers")).get(REDIS.address()));
    }

    private static Map<String, Object> memory(Map<String, Object> redis) {
        return map(server(redis).get("memory"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object details) {
        assertThat(details).isInstanceOf(Map.class);
        return (Map<String, Object>) details;
    }
}

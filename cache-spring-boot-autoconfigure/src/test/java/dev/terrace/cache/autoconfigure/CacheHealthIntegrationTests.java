package dev.terrace.cache.autoconfigure;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** The health of caches whose Redis comes and goes. */
class CacheHealthIntegrationTests {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aRedisThatStopsAnsweringIsADetailUntilItReturns() {
        try (TestRedis redis = TestRedis.start()) {
            Contexts.caching()
                    .withPropertyValues("terrace.cache.namespace=health", "terrace.cache.redis.url=" + redis.url())
                    .run(context -> {
                        HealthIndicator health = context.getBean(TerraceCacheHealthIndicator.class);
                        awaitRedis(health, "connected");
                        redis.pause();
                        awaitRedis(health, "away");
                        redis.resume();
                        awaitRedis(health, "connected");
                    });
        }
        Threads.assertNoneOfOurs();
    }

    private static void awaitRedis(HealthIndicator indicator, String state) {
        await().atMost(SOON).untilAsserted(() -> {
            Health health = indicator.health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsExactly(entry("redis", state));
        });
    }
}

package dev.terrace.cache.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Instances of one namespace that were configured for different databases, or for one that the server does not have. */
class AnotherDatabaseIntegrationTests {

    private final String namespace = Namespaces.fresh();
    private final TestRedis redis = TestRedis.shared();

    private static final CoherenceSettings COHERENCE = new CoherenceSettings(
            Duration.ofMillis(200),
            Duration.ofSeconds(8),
            Duration.ofSeconds(60),
            true,
            Duration.ofSeconds(1),
            Duration.ofSeconds(3));

    private RedisRemoteTier tier(int database) {
        return new RedisRemoteTier(
                namespace,
                new RedisSettings(
                        new RedisServers.Single(redis.address(), database),
                        null,
                        null,
                        null,
                        null,
                        Duration.ofSeconds(5),
                        COHERENCE.timeout(),
                        24));
    }

    private Instance joined(int database) {
        return Instance.joined(tier(database), Policies.BOTH, COHERENCE);
    }

    /** The bus of a server knows no databases: each hears what the other one says, which is about other logs. */
    @Test
    void instancesOfTwoDatabasesShareNothingAndDoNotDisturbEachOther() {
        try (Instance zero = joined(0);
                Instance one = joined(1)) {
            one.cache("items").put("k", "of one");
            assertThat(zero.cache("items").get("k")).isNull();
            zero.cache("items").put("k", "of zero");
            for (int i = 0; i < 50; i++) {
                zero.cache("items").evict("other" + i);
            }
            zero.cache("items").clear();
            await().until(() ->
                    one.manager().runtime().sync().toCompletableFuture().get(5, TimeUnit.SECONDS));
            assertThat(one.events()).isEmpty();
            assertThat(zero.events()).isEmpty();
            assertThat(zero.cache("items").get("k")).isNull();
            assertThat(one.cache("items").get("k", String.class)).isEqualTo("of one");
            assertThat(one.cache("items").getNativeCache().nearHit("k")).isNotNull();
        }
    }

    @Test
    void aDatabaseThatTheServerDoesNotHaveIsAWrongSetting() throws Exception {
        try (Instance instance = Instance.started(tier(100_000), Policies.BOTH, COHERENCE, event -> {})) {
            assertThat(instance.manager().runtime().firstJoin().toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(CacheConfigurationException.class)
                    .withMessageContaining("'redis.database'");
            await().until(() -> !instance.events().isEmpty());
            assertThat(instance.events())
                    .singleElement(InstanceOfAssertFactories.type(CacheEvent.RemoteLost.class))
                    .satisfies(lost -> assertThat(lost.reason()).contains("lower it, or raise 'databases'"));
            assertThat(instance.cache("items").get("k", () -> "v")).isEqualTo("v");
        }
    }
}

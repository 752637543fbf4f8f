package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.cache.CacheConfigurationException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTests {

    private static final RedisSettings SINGLE = RedisSettings.of("localhost:6379");

    private static final RedisSettings CLUSTER = new RedisSettings(
            new RedisServers.Cluster(List.of("localhost:7000")),
            null,
            "secret",
            null,
            null,
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            24);

    @Test
    void lanesFollowTheServersUnlessTheyAreSet() {
        assertThat(SINGLE.lanes()).isEqualTo(1);
        assertThat(CLUSTER.lanes()).isEqualTo(64);
        assertThat(SINGLE.withLanes(7).lanes()).isEqualTo(7);
        assertThat(CLUSTER.withLanes(256)
                        .withDurability(new Durability(1, Duration.ofMillis(50)))
                        .lanes())
                .isEqualTo(256);
        assertThat(CLUSTER.withDurability(new Durability(1, Duration.ofMillis(50)))
                        .lanes())
                .isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4097})
    void aNumberOfLanesThatCannotBeIsRefused(int lanes) {
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> SINGLE.withLanes(lanes))
                .withMessageContaining("'coherence.lanes' (" + lanes + ")")
                .withMessageContaining("4096");
    }

    @Test
    void aDurabilityThatCannotBeIsRefused() {
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> new Durability(0, Duration.ofMillis(50)))
                .withMessageContaining("durable-invalidation");
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> new Durability(1, Duration.ZERO))
                .withMessageContaining("durable-invalidation");
    }

    @Test
    void thePasswordIsNotShown() {
        assertThat(CLUSTER.withLanes(3)).asString().doesNotContain("secret");
    }
}

package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.ClusterServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;
import org.redisson.config.SentinelServersConfig;
import org.redisson.config.SubscriptionMode;

/** Redisson as we want it, whether the servers come from our settings or from another client. */
class RedissonConfigTests {

    private static final String NODE = "127.0.0.1:7000";

    private static Config of(RedisServers servers) {
        return Patient.settings(servers).toConfig();
    }

    static Stream<ClusterServersConfig> clusters() {
        Config other = new Config();
        other.useClusterServers().addNodeAddress("redis://" + NODE);
        return Stream.of(
                of(new RedisServers.Cluster(List.of(NODE))).useClusterServers(),
                of(new RedisServers.OfClient(other)).useClusterServers());
    }

    static Stream<SentinelServersConfig> sentinels() {
        Config other = new Config();
        other.useSentinelServers().setMasterName("shop").addSentinelAddress("redis://" + NODE);
        return Stream.of(
                of(new RedisServers.Sentinel("shop", List.of(NODE), 0, null, null))
                        .useSentinelServers(),
                of(new RedisServers.OfClient(other)).useSentinelServers());
    }

    static Stream<BaseMasterSlaveServersConfig<?>> replicated() {
        return Stream.concat(clusters(), sentinels());
    }

    @ParameterizedTest
    @MethodSource("replicated")
    void onlyPrimariesAreAskedAndNothingIsRetried(BaseMasterSlaveServersConfig<?> servers) {
        assertThat(servers.getReadMode()).isEqualTo(ReadMode.MASTER);
        assertThat(servers.getSubscriptionMode()).isEqualTo(SubscriptionMode.MASTER);
        assertThat(servers.getRetryAttempts()).isZero();
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void aNewPrimaryOfAClusterIsFoundWithinASecond(ClusterServersConfig servers) {
        assertThat(servers.getScanInterval()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @MethodSource("sentinels")
    void aNewPrimaryIsFoundWithinASecondThroughAnySentinel(SentinelServersConfig servers) {
        assertThat(servers.getScanInterval()).isEqualTo(1_000);
        assertThat(servers.isCheckSentinelsList()).isFalse();
    }
}

package dev.terrace.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.ConnectException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cluster does what its methods say; one cluster goes through all of it. */
class TestClusterIntegrationTests {

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void itHasThreePrimariesAndThreeReplicasThatFollow() {
        assertThat(cluster.nodes()).hasSize(6);
        assertThat(cluster.primaries()).hasSize(3);
        cluster.cli("somewhere", "SET", "somewhere", "1");
        cluster.awaitReplicated(cluster.slotOf("somewhere"));
        TestNode primary = cluster.primaryOf(cluster.slotOf("somewhere"));
        TestNode replica = cluster.replicaOf(primary);
        assertThat(replica.info("keyspace", "db0")).startsWith("keys=");
        TestNode other = cluster.primaries().stream()
                .filter(node -> node != primary)
                .findFirst()
                .orElseThrow();
        assertThat(other.cli("GET", "somewhere")).startsWith("(error) MOVED");
    }

    @Test
    void aSlotMovesWithItsKeys() {
        IntStream.range(0, 250).forEach(i -> cluster.cli("{m}" + i, "SET", "{m}" + i, "v" + i));
        int slot = cluster.slotOf("{m}");
        TestNode source = cluster.primaryOf(slot);
        TestNode target = cluster.primaries().stream()
                .filter(node -> node != source)
                .findFirst()
                .orElseThrow();
        boolean[] halfway = new boolean[1];
        cluster.moveSlot(
                slot,
                target,
                () -> halfway[0] = target.cli("CLUSTER", "COUNTKEYSINSLOT", String.valueOf(slot))
                        .equals("1"));
        assertThat(halfway[0]).isTrue();
        assertThat(cluster.primaryOf(slot)).isSameAs(target);
        assertThat(target.cli("CLUSTER", "COUNTKEYSINSLOT", String.valueOf(slot)))
                .isEqualTo("250");
        assertThat(cluster.cli("{m}7", "GET", "{m}7")).isEqualTo("v7");
    }

    @Test
    void anOrderlyFailoverKeepsEverything() {
        cluster.cli("kept", "SET", "kept", "1");
        int slot = cluster.slotOf("kept");
        TestNode before = cluster.primaryOf(slot);
        cluster.failover(slot);
        assertThat(cluster.primaryOf(slot)).isNotSameAs(before);
        assertThat(cluster.cli("kept", "GET", "kept")).isEqualTo("1");
        assertThat(before.isPrimary()).isFalse();
    }

    @Test
    void aKilledPrimaryIsReplacedAndComesBackAsAReplica() {
        int slot = cluster.slotOf("killed");
        TestNode killed = cluster.killPrimary(slot);
        assertThat(killed.isRunning()).isFalse();
        assertThat(cluster.cli("killed", "SET", "killed", "1")).isEqualTo("OK");
        cluster.restart(killed);
        assertThat(killed.isPrimary()).isFalse();
        assertThat(cluster.primaries()).hasSize(3);
    }

    @Test
    void aFailoverCanLoseWhatWasAcknowledged() {
        cluster.cli("{lost}before", "SET", "{lost}before", "1");
        int slot = cluster.slotOf("{lost}");
        TestNode killed = cluster.failoverLosing(slot, primary -> primary.require("SET", "{lost}after", "1"));
        assertThat(cluster.cli("{lost}before", "GET", "{lost}before")).isEqualTo("1");
        assertThat(cluster.cli("{lost}after", "GET", "{lost}after")).isEqualTo("(nil)");
        cluster.restart(killed);
    }

    @Test
    void closingEndsAllProcesses() {
        TestCluster own = TestCluster.start();
        own.close();
        own.close();
        for (String node : own.nodes()) {
            int port = Integer.parseInt(node.substring(node.indexOf(':') + 1));
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> new RespClient(RedisAddress.local(port, null), Duration.ofSeconds(1)).close());
        }
    }
}

package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.testing.TestCluster;
import dev.terrace.cache.testing.TestNode;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTierException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same client goes on as the nodes of a cluster change. */
class ClusterFailoverIntegrationTests {

    private static final RemoteKey KEY = TierProbe.key("'key'");

    private static TestCluster cluster;
    private TierProbe probe;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void open() {
        probe = new TierProbe(Topologies.of(cluster));
        probe.awaitRecovery("cluster, at first", KEY);
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void onlyPrimariesAreAsked() {
        cluster.replicas().forEach(replica -> replica.cli("CONFIG", "RESETSTAT"));
        try (TierProbe patient = new TierProbe(Patient.settings(Topologies.of(cluster)))) {
            IntStream.range(0, 100).forEach(i -> patient.exercise(TierProbe.key("'" + i + "'")));
        }
        assertThat(cluster.primaries())
                .allMatch(node -> node.cli("INFO", "commandstats").contains("cmdstat_evalsha"));
        assertThat(cluster.replicas())
                .hasSize(3)
                .noneMatch(node -> node.cli("INFO", "commandstats").matches("(?s).*cmdstat_(eval|get|readonly).*"));
    }

    @Test
    void anOrderlyFailoverOfAKeysLane() {
        cluster.failover(slotOfKey());
        probe.awaitRecovery("cluster, failover of a key's lane", KEY);
    }

    @Test
    void theEndOfThePrimaryOfAKeysLane() {
        TestNode killed = cluster.killPrimary(slotOfKey());
        probe.awaitRecovery("cluster, primary of a key's lane killed", KEY);
        cluster.restart(killed);
    }

    @Test
    void theEndOfThePrimaryOfTheControlLaneUnderRunningCallers() throws Exception {
        TestNode killed;
        try (Callers callers = new Callers(Topologies.of(cluster))) {
            killed = cluster.killPrimary(cluster.slotOf(callers.controlLog()));
            probe.awaitRecovery("cluster, primary of the callers' control lane killed", KEY);
            callers.assertUndisturbed("cluster, primary of the control lane killed");
        }
        cluster.restart(killed);
    }

    @Test
    void theEndOfThePrimaryOfTheBus() {
        int before = probe.subscriptions();
        TestNode killed = cluster.killPrimary(cluster.slotOf(probe.channel()));
        probe.awaitRecovery("cluster, primary of the bus killed", KEY);
        assertThat(probe.subscriptions()).as("told of the new subscription").isGreaterThan(before);
        cluster.restart(killed);
    }

    @Test
    void aKeysLaneThatMoves() {
        probe.exercise(KEY);
        TestNode target = otherThan(cluster.primaryOf(slotOfKey()));
        cluster.moveSlot(slotOfKey(), target);
        assertThat(probe.holds(KEY)).as("at once, by redirection").isTrue();
        probe.awaitRecovery("cluster, a key's lane moved", KEY);
    }

    /** Scripts over keys of which only some have moved are refused by Redis; nothing is done by halves. */
    @Test
    void aKeysLaneInTheMiddleOfAMoveIsAwayAndNotWrong() {
        probe.exercise(KEY);
        cluster.moveSlot(
                slotOfKey(),
                otherThan(cluster.primaryOf(slotOfKey())),
                () -> assertThatThrownBy(() -> probe.exercise(KEY))
                        .hasRootCauseInstanceOf(RemoteTierException.class)
                        .hasStackTraceContaining("TRYAGAIN"));
        assertThat(probe.holds(KEY)).isTrue();
        probe.awaitRecovery("cluster, a key's lane tried as it moved", KEY);
    }

    @Test
    void aLaneOfRunningCallersThatMoves() throws Exception {
        try (Callers callers = new Callers(Topologies.of(cluster))) {
            int slot = cluster.slotOf(callers.controlLog());
            cluster.moveSlot(slot, otherThan(cluster.primaryOf(slot)));
            callers.assertUndisturbed("cluster, the control lane moved");
        }
    }

    @Test
    void aBusThatMoves() {
        int slot = cluster.slotOf(probe.channel());
        cluster.moveSlot(slot, otherThan(cluster.primaryOf(slot)));
        probe.awaitRecovery("cluster, the slot of the bus moved", KEY);
    }

    @Test
    void aClientThatBeginsWhileAPrimaryIsAway() {
        int slot = cluster.slotOf("{anything}");
        TestNode killed = cluster.primaryOf(slot);
        killed.kill();
        try (TierProbe late = new TierProbe(Topologies.of(cluster))) {
            late.awaitRecovery("cluster, begun without a primary", KEY);
        }
        cluster.awaitOther(slot, killed);
        cluster.restart(killed);
    }

    private static TestNode otherThan(TestNode node) {
        return cluster.primaries().stream()
                .filter(other -> other != node)
                .findFirst()
                .orElseThrow();
    }

    private int slotOfKey() {
        return cluster.slotOf(probe.keyInRedis(KEY));
    }
}

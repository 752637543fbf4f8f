package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.testing.TestNode;
import dev.terrace.cache.testing.TestSentinel;
import dev.terrace.cache.tier.RemoteKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same client goes on as Sentinels make another server the primary. */
class SentinelFailoverIntegrationTests {

    private static final RemoteKey KEY = TierProbe.key("'key'");

    private static TestSentinel redis;
    private TierProbe probe;

    @BeforeAll
    static void start() {
        redis = TestSentinel.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void open() {
        redis.awaitWhole();
        probe = new TierProbe(Topologies.of(redis));
        probe.awaitRecovery("Sentinel, at first", KEY);
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void onlyThePrimaryIsAsked() {
        redis.replicas().forEach(replica -> replica.cli("CONFIG", "RESETSTAT"));
        try (TierProbe patient = new TierProbe(Patient.settings(Topologies.of(redis)))) {
            IntStream.range(0, 100).forEach(i -> patient.exercise(TierProbe.key("'" + i + "'")));
        }
        assertThat(redis.primary().cli("INFO", "commandstats")).contains("cmdstat_evalsha");
        assertThat(redis.replicas())
                .hasSize(2)
                .noneMatch(node -> node.cli("INFO", "commandstats").matches("(?s).*cmdstat_(eval|get).*"));
    }

    @Test
    void anOrderedFailover() {
        int before = probe.subscriptions();
        redis.failover();
        probe.awaitMove("Sentinel, ordered failover", KEY, redis::primary);
        assertThat(probe.subscriptions()).as("told of the new subscription").isGreaterThan(before);
    }

    @Test
    void theEndOfThePrimaryUnderRunningCallers() throws Exception {
        int before = probe.subscriptions();
        TestNode killed;
        try (Callers callers = new Callers(Topologies.of(redis))) {
            killed = redis.killPrimary();
            probe.awaitRecovery("Sentinel, primary killed", KEY);
            callers.assertUndisturbed("Sentinel, primary killed");
        }
        assertThat(probe.subscriptions()).as("told of the new subscription").isGreaterThan(before);
        redis.restart(killed);
    }

    @Test
    void aClientThatBeginsWhileThePrimaryIsAway() {
        TestNode killed = redis.primary();
        killed.kill();
        try (TierProbe late = new TierProbe(Topologies.of(redis))) {
            late.awaitRecovery("Sentinel, begun without a primary", KEY);
        } finally {
            redis.restart(killed);
        }
    }

    @Test
    void oneSentinelIsEnoughToBegin() {
        try (TestSentinel own = TestSentinel.start()) {
            own.sentinels().subList(1, 3).forEach(TestNode::kill);
            try (TierProbe late = new TierProbe(Topologies.of(own))) {
                late.awaitRecovery("Sentinel, one of three", KEY);
            }
        }
    }
}

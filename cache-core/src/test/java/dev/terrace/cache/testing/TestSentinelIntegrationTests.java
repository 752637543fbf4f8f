package dev.terrace.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Sentinels do what their methods say; one set of them goes through all of it. */
class TestSentinelIntegrationTests {

    private static TestSentinel redis;

    @BeforeAll
    static void start() {
        redis = TestSentinel.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void threeSentinelsWatchAPrimaryAndTwoReplicas() {
        assertThat(redis.nodes()).hasSize(3);
        assertThat(redis.replicas()).hasSize(2);
        redis.primary().cli("SET", "somewhere", "1");
        redis.awaitReplicated();
        assertThat(redis.replicas()).allSatisfy(replica -> {
            assertThat(replica.cli("GET", "somewhere")).isEqualTo("1");
            assertThat(replica.cli("SET", "somewhere", "2")).startsWith("(error) READONLY");
        });
    }

    @Test
    void anOrderedFailoverKeepsEverything() {
        redis.primary().cli("SET", "kept", "1");
        redis.awaitReplicated();
        TestNode before = redis.primary();
        redis.failover();
        assertThat(redis.primary()).isNotSameAs(before);
        assertThat(before.isPrimary()).as("the old one does not know yet").isTrue();
        assertThat(redis.primary().cli("GET", "kept")).isEqualTo("1");
        redis.awaitWhole();
        assertThat(before.isPrimary()).isFalse();
    }

    @Test
    void aKilledPrimaryIsReplacedAndComesBackAsAReplica() {
        TestNode killed = redis.killPrimary();
        assertThat(redis.primary()).isNotSameAs(killed);
        assertThat(redis.primary().cli("SET", "after", "1")).isEqualTo("OK");
        redis.restart(killed);
        assertThat(killed.cli("GET", "after")).isEqualTo("1");
    }

    @Test
    void aFailoverCanLoseWhatWasAcknowledged() {
        redis.primary().cli("SET", "before", "1");
        TestNode killed = redis.failoverLosing(primary -> primary.require("SET", "lost", "1"));
        assertThat(redis.primary().cli("GET", "before")).isEqualTo("1");
        assertThat(redis.primary().cli("GET", "lost")).isEqualTo("(nil)");
        redis.restart(killed);
    }
}

package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestCluster;
import dev.terrace.cache.testing.TestNode;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.RemoteTierException;
import dev.terrace.cache.tier.ServerState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What servers say of themselves is what their INFO says: a primary with a replica, and a cluster. */
class RedisServersIntegrationTests {

    private static final TestRedis PRIMARY = TestRedis.startLocal("--repl-diskless-sync-delay", "0");
    private static final TestRedis REPLICA = TestRedis.startLocal("--replicaof", PRIMARY.host() + " " + PRIMARY.port());

    @AfterAll
    static void stop() {
        REPLICA.close();
        PRIMARY.close();
    }

    private static RedisRemoteTier joined(RedisSettings settings) throws Exception {
        RedisRemoteTier tier = new RedisRemoteTier(Namespaces.fresh(), settings);
        tier.join("node-0", 10).toCompletableFuture().get(30, TimeUnit.SECONDS);
        return tier;
    }

    private static RedisRemoteTier joined() throws Exception {
        return joined(Patient.settings(new RedisServers.Single(PRIMARY.address(), 0)));
    }

    private static List<ServerState> servers(RedisRemoteTier tier) throws Exception {
        return tier.servers().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static ServerState.Told told(RedisRemoteTier tier) throws Exception {
        return (ServerState.Told) servers(tier).get(0);
    }

    private static String info(String field) {
        return PRIMARY.cli("INFO")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    private static long number(String field) {
        return Long.parseLong(info(field));
    }

    @Test
    void itSaysWhatItsInfoSays() throws Exception {
        PRIMARY.cli("GET", "nothing");
        PRIMARY.cli("SET", "something", "1");
        PRIMARY.cli("GET", "something");
        await().until(() -> info("connected_slaves").equals("1"));
        try (RedisRemoteTier tier = joined()) {
            ServerState.Told told = told(tier);
            assertThat(told.address()).isEqualTo(PRIMARY.address());
            assertThat(told.role()).isEqualTo(ServerState.Role.PRIMARY);
            assertThat(told.version()).isEqualTo(info("redis_version"));
            assertThat(told.uptime().toSeconds()).isCloseTo(number("uptime_in_seconds"), within(10L));
            assertThat(told.ping()).isPositive().isLessThan(Duration.ofSeconds(10));
            assertThat(told.memory().used()).isCloseTo(number("used_memory"), within(1L << 19));
            assertThat(told.memory().maximum()).isZero();
            assertThat(told.memory().share()).isEmpty();
            assertThat(told.memory().policy()).isEqualTo(info("maxmemory_policy"));
            // Ours now, and that of whoever asks in this test.
            assertThat((long) told.clients().connected()).isCloseTo(number("connected_clients"), within(2L));
            assertThat((long) told.clients().maximum()).isEqualTo(number("maxclients"));
            assertThat(told.lookups())
                    .isEqualTo(new ServerState.Lookups(number("keyspace_hits"), number("keyspace_misses")));
            assertThat(told.lookups().hits()).isPositive();
        }
    }

    @Test
    void aMaximumThatIsSetAtRunTimeChangesTheShare() throws Exception {
        try (RedisRemoteTier tier = joined()) {
            long maximum = 2 * number("used_memory");
            PRIMARY.cli("CONFIG", "SET", "maxmemory", String.valueOf(maximum));
            ServerState.Memory memory = told(tier).memory();
            assertThat(memory.maximum()).isEqualTo(maximum);
            assertThat(memory.share().orElseThrow()).isCloseTo(0.5, within(0.25));
            assertThat(memory.refusesWrites()).isTrue();
            PRIMARY.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
            assertThat(told(tier).memory().refusesWrites()).isFalse();
        } finally {
            PRIMARY.cli("CONFIG", "SET", "maxmemory", "0");
            PRIMARY.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
        }
    }

    @Test
    void aReplicaThatStandsStillFallsBehind() throws Exception {
        await().until(() -> PRIMARY.cli("INFO", "replication").contains("state=online"));
        try (RedisRemoteTier tier = joined()) {
            await().untilAsserted(() -> assertThat(told(tier).replicas())
                    .singleElement()
                    .satisfies(replica -> {
                        assertThat(replica.address()).isEqualTo(REPLICA.address());
                        assertThat(replica.state()).isEqualTo("online");
                        assertThat(replica.behind()).isLessThan(1_000);
                    }));
            REPLICA.pause();
            try {
                PRIMARY.cli("SET", "large", "x".repeat(100_000));
                assertThat(told(tier).replicas().get(0).behind()).isGreaterThan(100_000);
                await().untilAsserted(() ->
                        assertThat(told(tier).replicas().get(0).silence()).isPositive());
            } finally {
                REPLICA.resume();
            }
            await().untilAsserted(() ->
                    assertThat(told(tier).replicas().get(0).behind()).isLessThan(1_000));
        }
    }

    @Test
    void aUserWhoMayNotAskLearnsWhy() throws Exception {
        PRIMARY.cli("ACL", "SETUSER", "watcher", "on", ">secret", "~*", "&*", "+@all", "-info");
        RedisSettings plain = Patient.settings(new RedisServers.Single(PRIMARY.address(), 0));
        RedisSettings watcher = new RedisSettings(
                plain.servers(), "watcher", "secret", null, null, plain.connectTimeout(), plain.timeout(), 4);
        try (RedisRemoteTier tier = joined(watcher)) {
            assertThat(servers(tier)).singleElement().isInstanceOfSatisfying(ServerState.Untold.class, untold -> {
                assertThat(untold.address()).isEqualTo(PRIMARY.address());
                assertThat(untold.ping()).isPositive();
                assertThat(untold.reason()).contains("NOPERM").doesNotContain("secret");
            });
        }
    }

    @Test
    void aServerThatIsGoneDoesNotSay() throws Exception {
        try (TestRedis mortal = TestRedis.startLocal();
                RedisRemoteTier tier = joined(RedisSettings.of(mortal.address()))) {
            assertThat(told(tier).replicas()).isEmpty();
            mortal.kill();
            assertThat(servers(tier)).singleElement().isInstanceOfSatisfying(ServerState.Untold.class, untold -> {
                assertThat(untold.address()).isEqualTo(mortal.address());
                assertThat(untold.ping()).isNull();
                assertThat(untold.reason()).isNotBlank();
            });
        }
    }

    @Test
    void beforeOneWasReachedNobodyKnowsWhichThereAre() {
        try (RedisRemoteTier tier = new RedisRemoteTier("any", RedisSettings.of(PRIMARY.address()))) {
            assertThat(tier.servers().toCompletableFuture())
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(RemoteTierException.class);
        }
    }

    @Test
    void eachPrimaryOfAClusterSaysItsOwn() throws Exception {
        TestCluster cluster = TestCluster.shared();
        try (RedisRemoteTier tier = joined(Patient.settings(Topologies.of(cluster)))) {
            assertThat(servers(tier))
                    .extracting(ServerState::address)
                    .isEqualTo(cluster.primaries().stream()
                            .map(TestNode::address)
                            .sorted()
                            .toList());
            assertThat(servers(tier))
                    .allSatisfy(server -> assertThat(server).isInstanceOfSatisfying(ServerState.Told.class, told -> {
                        assertThat(told.role()).isEqualTo(ServerState.Role.PRIMARY);
                        assertThat(told.replicas())
                                .extracting(ServerState.Replica::address)
                                .isSubsetOf(cluster.replicas().stream()
                                        .map(TestNode::address)
                                        .toList())
                                .hasSize(1);
                    }));
        }
    }
}

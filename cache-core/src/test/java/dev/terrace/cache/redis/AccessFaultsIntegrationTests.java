package dev.terrace.cache.redis;

import static dev.terrace.cache.Origin.LOADED;
import static dev.terrace.cache.Origin.NEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheEventLog;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.LogLines;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.RespClient;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A Redis that answers and refuses: callers see nothing of it, one line says why and what helps, and all is well again without a
 * restart once it is mended. Nothing that is logged meanwhile, at whatever level, tells a password.
 */
class AccessFaultsIntegrationTests {

    /** The server answers at once; nothing is to time out because the machine is busy. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final CoherenceSettings QUICK = new CoherenceSettings(
            Duration.ofMillis(100),
            Duration.ofSeconds(6),
            Duration.ofSeconds(60),
            true,
            Duration.ofSeconds(1),
            TIMEOUT);

    /** One whose connection is cut may be told of before it is known that it is let in no more. */
    private static final List<String> NOT_REACHED =
            List.of("No reply in time", "No connection in time", "Connection lost");

    private static final LogLines LINES = new LogLines();

    private static TestRedis redis;
    private static RespClient admin;

    private final String namespace = Namespaces.fresh();
    private Instance instance;

    @BeforeAll
    static void start() throws IOException {
        redis = TestRedis.start();
        admin = RespClient.to(redis.url(), Duration.ofSeconds(5));
    }

    @AfterAll
    static void stop() throws IOException {
        LINES.close();
        admin.close();
        redis.close();
        assertThat(LINES.all()).isNotEmpty().noneMatch(line -> line.contains(LeastRights.PASSWORD));
    }

    /** As this connection was made before the server asked for anything, it may do everything. */
    private static String cli(String... command) {
        try {
            return admin.call(command);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void grant() {
        LeastRights.grant(AccessFaultsIntegrationTests::cli);
        LINES.clear();
    }

    @AfterEach
    void close() {
        instance.close();
    }

    private void begin(Duration timeout) {
        instance = Instance.started(
                new RedisRemoteTier(namespace, LeastRights.on(redis.address(), timeout)),
                Policies.BOTH,
                QUICK,
                new CacheEventLog());
    }

    private void join() {
        join(TIMEOUT);
    }

    private void join(Duration timeout) {
        begin(timeout);
        awaitConnected(true);
    }

    private void awaitConnected(boolean connected) {
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> instance.manager().runtime().isConnected() == connected);
    }

    private TerraceCache products() {
        return instance.cache("products");
    }

    /** Calls of all kinds, some of which read from, some of which write to Redis. */
    private void call() throws Exception {
        assertThat(products().get("absent")).isNull();
        assertThat(products().fetch("fetched", () -> "v").value()).isEqualTo("v");
        assertThat(products().get("got", () -> "v")).isEqualTo("v");
        assertThat(products()
                        .retrieve("retrieved", () -> CompletableFuture.completedFuture("v"))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo("v");
        products().put("put", "v");
        products().evict("evicted");
        assertThat(products().get("evicted")).isNull();
        products().evictAll(List.of("evicted", "retrieved"));
        instance.manager().evictByTag("tag");
    }

    /** What it is to look like from the beginning of a fault to its end. */
    private void assertOneOutage(String reason, Runnable cure) throws Exception {
        call();
        awaitConnected(false);
        call();
        assertThat(products().fetch("near", () -> "other").origin()).isIn(NEAR, LOADED);
        cure.run();
        awaitConnected(true);
        await().untilAsserted(() ->
                assertThat(instance.events()).hasAtLeastOneElementOfType(CacheEvent.RemoteRegained.class));
        await().untilAsserted(() -> {
            products().evict("stored");
            products().fetch("stored", () -> "v");
            assertThat(cli("EXISTS", "{%s:1/0}:v:products:'stored'".formatted(namespace)))
                    .isEqualTo("1");
        });
        assertThat(LINES.warnings())
                .filteredOn(line -> NOT_REACHED.stream().noneMatch(line::contains))
                .singleElement()
                .asString()
                .contains(reason)
                .doesNotContain(namespace, "'evicted'");
    }

    @ParameterizedTest
    @CsvSource({
        "-xadd, +xadd, Redis refuses this user the command XADD (NOPERM)",
        "-evalsha, +evalsha, Redis refuses this user the command EVALSHA (NOPERM)",
        "-publish, +publish, Redis refuses this user the command PUBLISH (NOPERM)",
        "resetkeys, ~{test-*, Redis refuses this user the keys of this namespace (NOPERM)",
    })
    void aRightThatIsTakenAway(String taken, String given, String reason) throws Exception {
        join();
        cli("ACL", "SETUSER", LeastRights.USER, taken);
        assertOneOutage(reason, () -> cli("ACL", "SETUSER", LeastRights.USER, given));
    }

    @ParameterizedTest
    @CsvSource({"hset, HSET", "ping, PING", "client|setname, CLIENT SETNAME", "script|load, SCRIPT LOAD"})
    void aRightThatIsMissingFromTheStart(String right, String name) throws Exception {
        cli("SCRIPT", "FLUSH");
        cli("ACL", "SETUSER", LeastRights.USER, "-" + right);
        begin(TIMEOUT);
        assertOneOutage(
                "Redis refuses this user the command %s (NOPERM)".formatted(name),
                () -> cli("ACL", "SETUSER", LeastRights.USER, "+" + right));
    }

    /** Scripts look away from keys of another type, and from nothing else. */
    @ParameterizedTest
    @CsvSource({"get, GET", "getrange, GETRANGE"})
    void aRightWithoutWhichNothingIsReadIsNotTakenForAMiss(String right, String name) throws Exception {
        join();
        products().put("stored", "v");
        cli("ACL", "SETUSER", LeastRights.USER, "-" + right);
        try (RemoteTier tier =
                new RedisRemoteTier(namespace, LeastRights.on(redis.address(), Duration.ofSeconds(10)))) {
            TierProbe.get(tier.join("node-1", 10));
            List<RemoteKey> key = List.of(TierProbe.key("'stored'"));
            assertThatThrownBy(() -> (right.equals("get") ? tier.read(key.get(0), null, null) : tier.headers(key))
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(RemoteTierException.class)
                    .hasStackTraceContaining("the command " + name + " (NOPERM)");
        }
        assertThat(products().fetch("other", () -> "v").value()).isEqualTo("v");
    }

    /** It is only for speed. */
    @Test
    void aBusThatMayNotBeHeard() {
        cli("ACL", "SETUSER", LeastRights.USER, "-subscribe");
        join();
        await().untilAsserted(() -> assertThat(LINES.warnings()).isNotEmpty());
        products().put("k", "v");
        try (Instance other = Instance.joined(redis.address(), namespace, Policies.BOTH, QUICK)) {
            other.cache("products").evict("k");
        }
        await().until(() -> products().get("k") == null);
        cli("ACL", "SETUSER", LeastRights.USER, "+subscribe");
        await().until(() -> cli("PUBSUB", "NUMSUB", namespace + ":1:bus").endsWith("\n1"));
        assertThat(LINES.warnings())
                .singleElement()
                .asString()
                .contains("The bus cannot be heard (Redis refuses this user the command SUBSCRIBE (NOPERM)");
    }

    @Test
    void aPasswordThatHasChanged() throws Exception {
        // What was sent on a connection that is cut is never answered.
        join(Duration.ofMillis(500));
        cli("ACL", "SETUSER", LeastRights.USER, "resetpass", ">another");
        cli("CLIENT", "KILL", "USER", LeastRights.USER);
        assertOneOutage(
                "Redis refused the user name or password",
                () -> cli("ACL", "SETUSER", LeastRights.USER, ">" + LeastRights.PASSWORD));
    }

    @Test
    void aUserWhoIsGone() throws Exception {
        join();
        cli("ACL", "DELUSER", LeastRights.USER);
        assertOneOutage(
                "Redis refused the user name or password", () -> LeastRights.grant(AccessFaultsIntegrationTests::cli));
    }

    /** As after a failover that the client has not followed, the primary being away. */
    @Test
    void aPrimaryThatIsAReplicaNow() throws Exception {
        join();
        cli("REPLICAOF", "127.0.0.1", "1");
        assertOneOutage("(READONLY); it is a replica", () -> cli("REPLICAOF", "NO", "ONE"));
    }

    /** What a replica tells may be old: an instance that only reads must not take itself for being in step. */
    @Test
    void aReplicaTellsNobodyThatHeIsInStep() {
        join();
        cli("REPLICAOF", "127.0.0.1", "1");
        awaitConnected(false);
        cli("REPLICAOF", "NO", "ONE");
        awaitConnected(true);
        assertThat(instance.events())
                .filteredOn(CacheEvent.RemoteLost.class::isInstance)
                .singleElement()
                .asString()
                .contains("READONLY");
    }
}

package dev.terrace.cache.redis;

import static dev.terrace.cache.Origin.LOADED;
import static dev.terrace.cache.Origin.NEAR;
import static dev.terrace.cache.Origin.REMOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.Origin;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheEventLog;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.LogLines;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.testing.TestAuthority;
import dev.terrace.cache.testing.TestAuthority.Issued;
import dev.terrace.cache.testing.TlsRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS with a real server: a good certificate, bad ones and what mends them, from the start and later. */
class TlsIntegrationTests {

    private static final String HERE = "127.0.0.1";

    /** Handshakes take their time on a loaded machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static final CoherenceSettings QUICK = new CoherenceSettings(
            Duration.ofMillis(100),
            Duration.ofSeconds(4),
            Duration.ofSeconds(60),
            true,
            Duration.ofSeconds(1),
            TIMEOUT);

    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Issued GOOD = AUTHORITY.issue(HERE, Duration.ofDays(3));

    private static TlsRedis redis;

    private final String namespace = Namespaces.fresh();
    private final List<Instance> instances = new ArrayList<>();
    private LogLines lines;

    @BeforeAll
    static void start() {
        redis = new TlsRedis(AUTHORITY);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void listen() {
        redis.show(GOOD);
        redis.askClients(false);
        lines = new LogLines();
    }

    @AfterEach
    void close() {
        instances.forEach(Instance::close);
        lines.close();
    }

    private Instance started(KeyManagerFactory keys) {
        RedisSettings settings = new RedisSettings(
                new RedisServers.Single(redis.address(), 0),
                null,
                null,
                null,
                new RedisSettings.Tls(AUTHORITY.trustManagers(), keys, List.of(), List.of()),
                TIMEOUT,
                TIMEOUT,
                8);
        Instance instance =
                Instance.started(new RedisRemoteTier(namespace, settings), Policies.BOTH, QUICK, new CacheEventLog());
        instances.add(instance);
        return instance;
    }

    private static void awaitConnected(Instance instance, boolean connected) {
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> instance.manager().runtime().isConnected() == connected);
    }

    private static Origin fetch(Instance instance, String key) throws Exception {
        return instance.cache("products").fetch(key, () -> "v").origin();
    }

    @Test
    void instancesShareValuesAndInvalidations() throws Exception {
        Instance here = started(null);
        Instance there = started(null);
        awaitConnected(here, true);
        awaitConnected(there, true);
        assertThat(fetch(here, "k")).isEqualTo(LOADED);
        assertThat(fetch(there, "k")).isEqualTo(REMOTE);
        here.cache("products").evict("k");
        await().until(() -> there.cache("products").get("k") == null);
        assertThat(lines.warnings()).isEmpty();
    }

    static Stream<Arguments> badCertificates() {
        return Stream.of(
                Arguments.of(
                        new TestAuthority().issue(HERE, Duration.ofDays(3)),
                        "the certificate of Redis is not trusted; its issuer belongs into the trust store of"),
                Arguments.of(
                        AUTHORITY.issue(HERE, Duration.ofHours(1)),
                        "the certificate of Redis, or one above it, has expired"),
                Arguments.of(
                        AUTHORITY.issue("127.0.0.9", Duration.ofDays(3)),
                        "the certificate of Redis is not for the host in 'terrace.cache.redis'"));
    }

    @ParameterizedTest
    @MethodSource("badCertificates")
    void aBadCertificateLeavesAnInstanceToItselfUntilThereIsAGoodOne(Issued bad, String reason) throws Exception {
        redis.show(bad);
        Instance instance = started(null);
        await().atMost(20, TimeUnit.SECONDS).until(() -> !lines.warnings().isEmpty());
        assertAlone(instance, reason);
        redis.show(GOOD);
        awaitConnected(instance, true);

        lines.clear();
        redis.show(bad);
        redis.disconnect();
        awaitConnected(instance, false);
        assertAlone(instance, reason);
        redis.show(GOOD);
        awaitConnected(instance, true);
        await().untilAsserted(() ->
                assertThat(instance.events()).hasAtLeastOneElementOfType(CacheEvent.RemoteRegained.class));
    }

    private void assertAlone(Instance instance, String reason) throws Exception {
        String key = "alone" + instance.events().size();
        assertThat(fetch(instance, key)).isEqualTo(LOADED);
        await().until(() -> fetch(instance, key) == NEAR);
        assertThat(instance.manager().runtime().isConnected()).isFalse();
        await().untilAsserted(() -> assertThat(lines.warnings()).isNotEmpty());
        assertThat(lines.warnings()).singleElement().asString().contains("No TLS connection: " + reason);
    }

    @Test
    void whoMustHaveACertificateIsToldSo() throws Exception {
        redis.askClients(true);
        Instance anybody = started(null);
        await().atMost(20, TimeUnit.SECONDS).until(() -> !lines.warnings().isEmpty());
        assertAlone(anybody, "Redis asks for a certificate of this application");
        Instance known = started(AUTHORITY.issue(HERE, Duration.ofDays(3)).keyManagers());
        awaitConnected(known, true);
        redis.askClients(false);
        awaitConnected(anybody, true);
    }
}

package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierContract;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract on a real Redis, and what only Redis has. */
class RedisRemoteTierIntegrationTests extends RemoteTierContract {

    private final String namespace = Namespaces.fresh();

    @Override
    protected RemoteTier open() {
        return new RedisRemoteTier(
                namespace, RedisSettings.of(TestRedis.shared().address()));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void keysLieWhereTheLayoutSays() throws Exception {
        try (RemoteTier tier = open()) {
            get(tier.join("op-1", 10));
            get(tier.putIfAbsent(new RemoteKey("a:b", "'x'", 1), null, new byte[] {1}, null));
            get(tier.read(new RemoteKey("a", "'y'", 2), null, new Lease("token", Duration.ofSeconds(5))));
            get(tier.invalidate(new RemoteKey("a", "'z'", 3), "op-2", null));
            String keys = TestRedis.shared().cli("KEYS", "{" + namespace + "*");
            assertThat(keys)
                    .contains("{" + namespace + ":1/0}:v:a%003ab:'x'")
                    .contains("{" + namespace + ":1/0}:l:a:'y'")
                    .contains("{" + namespace + ":1/0}:log")
                    .contains("{" + namespace + ":1/c}:log")
                    .contains("{" + namespace + ":1/c}:tags")
                    .contains("{" + namespace + ":1/c}:meta");
        }
    }

    @Test
    void aNamespaceMadeWithOtherLanesIsRefused() throws Exception {
        TestRedis.shared().cli("HSET", "{" + namespace + ":1/c}:meta", "lanes", "64");
        try (RemoteTier tier = open()) {
            assertThatThrownBy(() -> get(tier.join("op-1", 10)))
                    .cause()
                    .isInstanceOf(CacheConfigurationException.class)
                    .hasMessageContaining("64 lanes")
                    .hasMessageContaining("has 1")
                    .hasMessageContaining("terrace.cache.namespace");
            TestRedis.shared().cli("DEL", "{" + namespace + ":1/c}:meta");
        }
    }

    @Test
    void lostControlKeysAreANewEpoch() throws Exception {
        try (RemoteTier tier = open()) {
            var before = get(tier.join("op-1", 10));
            TestRedis.shared().cli("DEL", "{" + namespace + ":1/c}:tags");
            assertThat(get(tier.readLog(dev.terrace.cache.tier.Lane.CONTROL, 0)).epoch())
                    .isNull();
            var after = get(tier.join("op-2", 10));
            assertThat(after.epoch()).isNotEqualTo(before.epoch());
            assertThat(after.cleared()).isGreaterThan(before.cleared());
        }
    }

    @Test
    void nothingIsPossibleBeforeTheFirstJoin() {
        try (RemoteTier tier = open()) {
            assertThatThrownBy(() -> get(tier.read(new RemoteKey("a", "1", 1), null, null)))
                    .cause()
                    .isInstanceOf(RemoteTierException.class);
        }
    }

    @Test
    void aWrongPasswordIsARefusalThatDoesNotTellIt() throws Exception {
        try (TestRedis redis = TestRedis.startWithPassword("right")) {
            for (String password : new String[] {null, "wrong-secret"}) {
                RedisSettings settings = new RedisSettings(
                        new RedisServers.Single(redis.address(), 0),
                        null,
                        password,
                        null,
                        null,
                        Duration.ofSeconds(2),
                        Duration.ofMillis(500),
                        4);
                try (RemoteTier tier = new RedisRemoteTier(namespace, settings)) {
                    assertThatThrownBy(() -> get(tier.join("op-1", 10)))
                            .cause()
                            .isInstanceOfSatisfying(
                                    RemoteTierException.class,
                                    e -> assertThat(e.isAccessRefused()).isTrue())
                            .hasMessageNotContaining("secret")
                            .hasNoCause();
                }
            }
        }
    }

    @Test
    void anUnreachableServerIsAFailureAndNoRefusal() {
        try (RemoteTier tier = new RedisRemoteTier(namespace, RedisSettings.of("127.0.0.1:1"))) {
            assertThatThrownBy(() -> get(tier.join("op-1", 10)))
                    .cause()
                    .isInstanceOfSatisfying(
                            RemoteTierException.class,
                            e -> assertThat(e.isAccessRefused()).isFalse());
        }
    }

    @Test
    void invalidationsGoThroughWhenMemoryIsFullAndFillsDoNot() throws Exception {
        try (TestRedis redis = TestRedis.start("--maxmemory-policy", "noeviction");
                RemoteTier tier = new RedisRemoteTier(namespace, RedisSettings.of(redis.address()))) {
            get(tier.join("op-1", 10));
            RemoteKey key = new RemoteKey("a", "'x'", 1);
            get(tier.putIfAbsent(key, null, new byte[] {1}, null));
            redis.cli("CONFIG", "SET", "maxmemory", "1");
            assertThat(get(tier.read(key, null, null))).isInstanceOf(RemoteRead.Hit.class);
            assertThat(get(tier.invalidate(key, "op-2", null)).removed()).isTrue();
            get(tier.invalidate(new Invalidation.OfTags(List.of("t")), "op-3", Position.END));
            assertThat(get(tier.read(key, null, new Lease("token", Duration.ofSeconds(5)))))
                    .isEqualTo(new RemoteRead.Leased());
            assertThatThrownBy(() -> get(tier.fill(key, "token", new byte[] {1}, null)))
                    .cause()
                    .isInstanceOf(RemoteTierException.class)
                    .hasMessageContaining("OutOfMemory");
            redis.cli("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @Test
    void scriptsAreSentAgainWhenTheServerForgotThem() throws Exception {
        try (RemoteTier tier = open()) {
            get(tier.join("op-1", 10));
            RemoteKey key = new RemoteKey("a", "'x'", 1);
            get(tier.read(key, null, null));
            TestRedis.shared().cli("SCRIPT", "FLUSH");
            assertThat(get(tier.read(key, null, null))).isEqualTo(new RemoteRead.Absent());
        }
    }

    @Test
    void nothingIsPossibleAfterClose() {
        RemoteTier tier = open();
        tier.close();
        assertThatThrownBy(() -> get(tier.join("op-1", 10)))
                .cause()
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContaining("closed");
    }
}

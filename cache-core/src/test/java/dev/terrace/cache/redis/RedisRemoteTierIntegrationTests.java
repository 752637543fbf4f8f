package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.ContractLimits;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.Member;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierContract;
import dev.terrace.cache.tier.RemoteTierException;
import dev.terrace.cache.tier.TagPositions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on a real Redis, under a user with no right too many, and what only Redis has. */
class RedisRemoteTierIntegrationTests extends RemoteTierContract {

    private static final Lease LEASE = new Lease("token", Duration.ofSeconds(5));

    private final String namespace = Namespaces.fresh();

    @Override
    protected RemoteTier open(ContractLimits limits) {
        return new RedisRemoteTier(namespace, LeastRights.on(TestRedis.shared()), event -> {}, Limits.of(limits));
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
            get(tier.invalidate(List.of(new RemoteTier.KeyInvalidation(new RemoteKey("a", "'z'", 3), null)), "op-2"));
            get(tier.announce(new Member("node", "host", "1", 0), null));
            String keys = TestRedis.shared().cli("KEYS", "{" + namespace + "*");
            assertThat(keys)
                    .contains("{" + namespace + ":1/0}:v:a%003ab:'x'")
                    .contains("{" + namespace + ":1/0}:l:a:'y'")
                    .contains("{" + namespace + ":1/0}:log")
                    .contains("{" + namespace + ":1/c}:log")
                    .contains("{" + namespace + ":1/c}:tags")
                    .contains("{" + namespace + ":1/c}:meta")
                    .contains("{" + namespace + ":1/c}:instances");
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
    void moreLanesThanUsualAreMadeIfAskedFor() throws Exception {
        RedisSettings settings = Patient.settings(TestRedis.shared().address());
        String fresh = Namespaces.fresh();
        try (RemoteTier tier = new RedisRemoteTier(fresh, settings.withLanes(3))) {
            assertThat(tier.lanes()).isEqualTo(3);
            assertThat(get(tier.join("op-1", 10)).lanes()).isEqualTo(3);
            get(tier.putIfAbsent(new RemoteKey("a", "'x'", 5), null, new byte[] {1}, null));
            assertThat(TestRedis.shared().cli("KEYS", "{" + fresh + ":1/2.*}:v:a:'x'"))
                    .isNotEmpty();
        }
        try (RemoteTier other = new RedisRemoteTier(fresh, settings.withLanes(4))) {
            assertThatThrownBy(() -> get(other.join("op-2", 10)))
                    .cause()
                    .isInstanceOf(CacheConfigurationException.class)
                    .hasMessageContaining("made with 3 lanes")
                    .hasMessageContaining("has 4")
                    .hasMessageContaining("terrace.cache.namespace");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tags", "meta"})
    void lostControlKeysAreFoundByTheNextSyncAndAreANewEpoch(String lost) throws Exception {
        try (RemoteTier tier = open()) {
            var before = get(tier.join("node-1", 10));
            get(tier.invalidate(new Invalidation.OfTags(List.of("t")), "node-2", Position.START));
            TestRedis.shared().cli("DEL", "{" + namespace + ":1/c}:" + lost);
            assertThat(get(tier.readLog(Lane.CONTROL, Position.START)).epoch()).isNull();
            assertThat(get(tier.invalidate(new Invalidation.OfTags(List.of("u")), "node-3", Position.START))
                            .epoch())
                    .as("an invalidation does not heal it")
                    .isNull();
            var after = get(tier.join("node-4", 10));
            assertThat(after.epoch()).isNotEqualTo(before.epoch());
            assertThat(after.cleared())
                    .isEqualTo(after.tail().position())
                    .isGreaterThan(before.tail().position());
            assertThat(get(tier.readLog(Lane.CONTROL, Position.START)).epoch()).isEqualTo(after.epoch());
        }
    }

    @Test
    void aMissingTagTellsNothingOnceTheTagSetIsLost() throws Exception {
        try (RemoteTier tier = open()) {
            get(tier.join("node-1", 10));
            get(tier.invalidate(new Invalidation.OfTags(List.of("t")), "node-2", Position.START));
            TestRedis.shared().cli("DEL", "{" + namespace + ":1/c}:tags");
            assertThat(get(tier.tagPositions(List.of("t")))).isEqualTo(new TagPositions(Map.of(), Position.END));
        }
    }

    @Test
    void aServerThatEvictsAnythingLosesTheControlKeysVisibly() throws Exception {
        try (TestRedis redis = TestRedis.start("--maxmemory", "3mb", "--maxmemory-policy", "allkeys-lru");
                RemoteTier tier = new RedisRemoteTier(namespace, Patient.settings(redis.address()))) {
            var before = get(tier.join("node-1", 10));
            String meta = "{" + namespace + ":1/c}:meta";
            String tags = "{" + namespace + ":1/c}:tags";
            for (int i = 0; !redis.cli("EXISTS", meta, tags).equals("0"); i++) {
                assertThat(i).as("evictions").isLessThan(5_000);
                redis.cli("SET", "filler:" + i, "x".repeat(10_000));
            }
            assertThat(get(tier.readLog(Lane.CONTROL, Position.START)).epoch()).isNull();
            var after = get(tier.join("node-2", 10));
            assertThat(after.epoch()).isNotEqualTo(before.epoch());
            assertThat(after.cleared()).isGreaterThan(before.tail().position());
        }
    }

    @Test
    void aKeyOfAnotherTypeHasNoHeaderAndIsNotInTheWay() throws Exception {
        try (RemoteTier tier = open()) {
            get(tier.join("node-1", 10));
            RemoteKey key = new RemoteKey("a", "'x'", 1);
            TestRedis.shared().cli("LPUSH", "{" + namespace + ":1/0}:v:a:'x'", "foreign");
            assertThat(get(tier.headers(List.of(key))).get(0)).isEmpty();
            assertThat(get(tier.discard(List.of(new RemoteTier.Discard(key, new byte[0])))))
                    .isEqualTo(1);
        }
    }

    @Test
    void aValueOfAnotherTypeIsNotFreshenedAndTheLeaseStays() throws Exception {
        try (RemoteTier tier = open()) {
            get(tier.join("node-1", 10));
            RemoteKey key = new RemoteKey("a", "'x'", 1);
            TestRedis.shared().cli("LPUSH", "{" + namespace + ":1/0}:v:a:'x'", "foreign");
            assertThat(get(tier.read(key, new byte[0], LEASE))).isEqualTo(new RemoteRead.Leased());
            for (byte[] known : List.of(new byte[0], new byte[8])) {
                assertThat(get(tier.freshen(new RemoteTier.Freshening(key, "token", known, new byte[36], null))))
                        .isFalse();
            }
            assertThat(get(tier.fill(key, "token", new byte[] {1}, null))).isTrue();
        }
    }

    @Test
    void aValueOfAnotherTypeIsNotTouched() throws Exception {
        try (RemoteTier tier = open()) {
            get(tier.join("node-1", 10));
            RemoteKey key = new RemoteKey("a", "'x'", 1);
            String redisKey = "{" + namespace + ":1/0}:v:a:'x'";
            TestRedis.shared().cli("LPUSH", redisKey, "foreign");
            Duration life = Duration.ofHours(1);
            assertThat(get(tier.touch(List.of(
                            new RemoteTier.Touch(key, new byte[0], life),
                            new RemoteTier.Touch(key, new byte[8], life)))))
                    .containsExactly(false, false);
            assertThat(TestRedis.shared().cli("PTTL", redisKey)).isEqualTo("-1");
        }
    }

    @Test
    void aLeaseOfAnotherTypeIsNone() throws Exception {
        try (RemoteTier tier = open()) {
            get(tier.join("node-1", 10));
            RemoteKey key = new RemoteKey("a", "'x'", 1);
            byte[] next = {0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 7, 7, 7, 7};
            get(tier.putIfAbsent(key, null, new byte[60], null));
            TestRedis.shared().cli("LPUSH", "{" + namespace + ":1/0}:l:a:'x'", "token");
            assertThat(get(tier.renew(List.of(new RemoteTier.Renewal(key, LEASE)))))
                    .containsExactly(false);
            get(tier.throttle(key, LEASE));
            get(tier.release(key, "token"));
            assertThat(get(tier.fill(key, "token", next, null))).isFalse();
            byte[] dates = Arrays.copyOfRange(next, 8, 44);
            assertThat(get(tier.freshen(new RemoteTier.Freshening(key, "token", new byte[8], dates, null))))
                    .isFalse();
            assertThat(get(tier.read(key, new byte[8], LEASE))).isEqualTo(new RemoteRead.Leased());
            assertThat(get(tier.fill(key, "token", next, null))).isTrue();
        }
    }

    @Test
    void whatSomebodyElseWroteAmongTheKeysIsLeftOutOfAScan() throws Exception {
        try (RemoteTier tier = open()) {
            get(tier.join("node-1", 10));
            TestRedis.shared().cli("SET", "{" + namespace + ":1/0}:v:%zzzz:x", "foreign");
            TestRedis.shared().cli("SET", "{" + namespace + ":1/0}:v:a:'x'", "ours");
            KeyPage page = get(tier.scan(new Lane(0), RemoteTier.Kind.VALUES, null, KeyPage.START));
            Set<String> texts = new HashSet<>();
            page.keys().forEach(key -> texts.add(key.text()));
            while (!page.isLast()) {
                page = get(tier.scan(new Lane(0), RemoteTier.Kind.VALUES, null, page.next()));
                page.keys().forEach(key -> texts.add(key.text()));
            }
            assertThat(texts).containsExactly("'x'");
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

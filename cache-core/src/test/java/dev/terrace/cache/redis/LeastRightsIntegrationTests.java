package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.RespClient;
import dev.terrace.cache.testing.TestNode;
import dev.terrace.cache.testing.TestSentinel;
import dev.terrace.cache.tier.RemoteTier;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two instances, through Sentinels and with replicas that must acknowledge, under users with the rights of docs/security.md. */
class LeastRightsIntegrationTests {

    private static final CoherenceSettings QUICK = new CoherenceSettings(
            Duration.ofMillis(200),
            Duration.ofSeconds(25),
            Duration.ofSeconds(60),
            true,
            Duration.ofMillis(200),
            Duration.ofSeconds(10));

    private final String namespace = Namespaces.fresh();
    private final TestSentinel redis = TestSentinel.shared();
    private final RemoteTier tier = tier();
    private final Instance here = Instance.joined(tier, Policies.BOTH, QUICK);
    private final Instance there = Instance.joined(tier(), Policies.BOTH, QUICK);

    private RemoteTier tier() {
        RedisSettings settings = LeastRights.on(redis, 1).withDurability(new Durability(1, Duration.ofSeconds(5)));
        nodes().forEach(node -> node.cli("ACL", "LOG", "RESET"));
        return new RedisRemoteTier(namespace, settings);
    }

    private List<TestNode> nodes() {
        return List.of(redis.primary(), redis.sentinels().get(0));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private static TerraceCache products(Instance instance) {
        return instance.cache("products");
    }

    private static Object fetch(Instance instance, Object key, String loaded) throws Exception {
        return products(instance)
                .fetch(key, () -> loaded, EntryOptions.tagged("tag"))
                .value();
    }

    @Test
    void allThatTwoInstancesDoIsWithinThem() throws Exception {
        await().until(() -> TierProbe.get(tier.members()).size() == 2);
        for (String key : List.of("evicted", "tagged", "likened", "cleared", "swept")) {
            assertThat(fetch(here, key, "old")).isEqualTo("old");
            assertThat(fetch(there, key, "new")).isEqualTo("old");
        }
        products(here).evict("evicted");
        awaitNew("evicted");
        products(here).evictByPattern("lik*");
        awaitNew("likened");
        assertThat(here.manager().evictByTag("tag")).isTrue();
        awaitNew("tagged");
        products(here).clear();
        awaitNew("cleared");
        products(here).put("put", "here");
        assertThat(products(there).get("put", String.class)).isEqualTo("here");
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> TierProbe.get(tier.headers(List.of(TierProbe.key("'swept'"))))
                                .get(0)
                                .length
                        == 0);
        assertThat(here.events())
                .doesNotHaveAnyElementsOfTypes(CacheEvent.NotReplicated.class, CacheEvent.RemoteFailed.class);
        assertThat(nodes())
                .allSatisfy(node ->
                        assertThat(refused(node)).as("refused by %s", node).isSubsetOf("eval"));
    }

    /** Whatever was refused to anybody; Redisson's question whether this is a cluster may be. */
    private static List<String> refused(TestNode node) {
        List<String> log = node.cli("ACL", "LOG").lines().toList();
        return IntStream.range(1, log.size())
                .filter(i -> log.get(i - 1).equals("object"))
                .mapToObj(log::get)
                .toList();
    }

    private void awaitNew(String key) {
        await().until(() -> "new".equals(fetch(there, key, "new")));
    }

    /** Redisson logs in at Sentinels only if these ask for it; the others of this class do not. */
    @Test
    void sentinelsThatAskLetTheirUserIn() throws IOException {
        List<RespClient> admins = new ArrayList<>();
        for (TestNode sentinel : redis.sentinels()) {
            admins.add(RespClient.to("redis://" + sentinel.address(), Duration.ofSeconds(5)));
        }
        RemoteTier another = tier();
        try {
            for (RespClient admin : admins) {
                assertThat(admin.call("ACL", "SETUSER", "default", "resetpass", ">hidden"))
                        .isEqualTo("OK");
            }
            assertThat(TierProbe.get(another.join("node-1", 10)).epoch()).isNotEmpty();
            assertThat(admins.get(0).call("CLIENT", "LIST")).contains("user=terrace-sentinel");
            assertThat(admins.get(0).call("ACL", "LOG")).doesNotContain("sentinel|");
        } finally {
            another.close();
            for (RespClient admin : admins) {
                admin.call("ACL", "SETUSER", "default", "nopass");
                admin.close();
            }
        }
    }

    @Test
    void thePageSaysWhyForEach() throws IOException {
        List<String> reasons = Files.readAllLines(LeastRights.PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .toList();
        assertThat(LeastRights.grants())
                .hasSize(3)
                .flatExtracting(grant -> Arrays.asList(grant))
                .filteredOn(right -> right.startsWith("+"))
                .allSatisfy(right -> assertThat(reasons)
                        .as(right)
                        .anyMatch(line -> line.contains("`" + right.substring(1).replace('|', ' ') + "`")));
    }
}

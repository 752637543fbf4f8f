package dev.terrace.cache.autoconfigure;

import static dev.terrace.cache.autoconfigure.EndpointApplication.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.autoconfigure.EndpointApplication.Answer;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;

/** The endpoint over Spring MVC; and with many keys, with several instances, and while Redis is away. */
class EndpointWebMvcIntegrationTests extends EndpointContract {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MANY = 10_000;
    private static final TestRedis REDIS = TestRedis.start();
    private static EndpointApplication application;

    @BeforeAll
    static void start() {
        List<String> properties = new ArrayList<>(List.of(EndpointContract.properties(REDIS.url())));
        properties.add("terrace.cache.caches.many.near.maximum-size=300");
        properties.add("terrace.cache.caches.alone.tiers=near");
        application = EndpointApplication.start(WebApplicationType.SERVLET, properties.toArray(String[]::new));
        await().atMost(SOON).until(() -> application.manager().runtime().isConnected());
    }

    @Override
    EndpointApplication application() {
        return application;
    }

    @AfterAll
    static void stop() {
        application.close();
        REDIS.close();
    }

    private static List<String> all(String query, int size) {
        List<String> keys = new ArrayList<>();
        String page = "";
        do {
            Answer answer = application.get("/keys?%s&size=%d&page=%s".formatted(query, size, encoded(page)));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.get("keys").size()).isLessThanOrEqualTo(2 * size + 20);
            answer.get("keys").forEach(key -> keys.add(key.get("key").asString()));
            page = answer.get("next").isNull() ? null : answer.get("next").asString();
        } while (page != null);
        return keys;
    }

    /** A put waits no longer than one operation may take: on a busy machine some come late, or not at all. */
    private static void store(String cache, int count) {
        await().atMost(SOON).until(() -> {
            Set<Integer> there = Stream.of(
                            REDIS.cli("KEYS", "*:v:" + cache + ":*").split("\\s+"))
                    .filter(key -> !key.isEmpty())
                    .map(key -> Integer.valueOf(key.substring(key.lastIndexOf(':') + 1)))
                    .collect(Collectors.toSet());
            List<Integer> missing = IntStream.range(0, count)
                    .filter(i -> !there.contains(i))
                    .boxed()
                    .toList();
            for (int from = 0; from < missing.size(); from += 500) {
                application
                        .cache(cache)
                        .putAll(missing.subList(from, Math.min(missing.size(), from + 500)).stream()
                                .collect(Collectors.toMap(i -> i, i -> i)));
            }
            return missing.isEmpty();
        });
    }

    @Test
    void tenThousandKeysAreListedInPagesEachOnce() {
        application.cache("other").put("none of them", 1);
        store("many", MANY);
        List<String> keys = all("cache=many", 500);
        assertThat(keys.stream().sorted().toList())
                .isEqualTo(IntStream.range(0, MANY)
                        .mapToObj(String::valueOf)
                        .sorted()
                        .toList());
        assertThat(all("cache=many&pattern=" + encoded("12?4"), 7))
                .containsExactlyInAnyOrder(
                        IntStream.range(0, 10).mapToObj("12%d4"::formatted).toArray(String[]::new));
    }

    @Test
    void theKeysOfOneProcessAreListedInPagesEachOnce() {
        IntStream.range(0, 1_500).forEach(i -> application.cache("alone").put("key" + i, i));
        List<String> expected =
                IntStream.range(0, 1_500).mapToObj("'key%d'"::formatted).toList();
        assertThat(all("cache=alone", 70)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(all("cache=alone&pattern=" + encoded("key77*"), 70)).hasSize(11);
        assertThat(application
                        .post("evict", "{\"cache\":\"alone\",\"key\":\"'key7'\"}")
                        .get("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(application.cache("alone").lookup("key7")).isNull();
        assertThat(application
                        .get("/key?cache=alone&key=" + encoded("'key8'"))
                        .get("remote")
                        .isNull())
                .isTrue();
    }

    @Test
    void aCacheOfThisProcessHasNoLatencyOfRedis() {
        application.cache("alone").put("latency", 1);
        application.cache("alone").evict("latency");
        assertThat(application.get("/cache?cache=alone").get("latency").toString())
                .isEqualTo("{}");
    }

    @Test
    void everyInstanceIsSeenByTheOthers() {
        Contexts.caching()
                .withPropertyValues("terrace.cache.namespace=endpoint", "terrace.cache.redis.url=" + REDIS.url())
                .run(other -> await().atMost(SOON).untilAsserted(() -> {
                    Answer answer = application.get("/instances");
                    String id =
                            other.getBean(TerraceCacheManager.class).runtime().instance();
                    assertThat(answer.get("instances").valueStream()).anySatisfy(instance -> {
                        assertThat(instance.get("id").asString()).isEqualTo(id);
                        assertThat(instance.get("self").asBoolean()).isFalse();
                        assertThat(instance.get("state").asString()).isEqualTo("connected");
                        assertThat(instance.get("waitingInvalidations").asInt()).isZero();
                        assertThat(Instant.parse(instance.get("startedAt").asString()))
                                .isBetween(Instant.now().minusSeconds(120), Instant.now());
                    });
                }));
    }

    @Test
    void whileRedisIsAwayTheEndpointTellsWhatThisInstanceKnows() {
        application.cache("away").put("key", 1);
        await().atMost(SOON)
                .until(() -> application.get("/instances").get("instances").size() > 0);
        REDIS.pause();
        try {
            await().atMost(SOON).untilAsserted(() -> {
                var remote = application.get("").get("remote");
                assertThat(remote.get("state").asString()).isEqualTo("away");
                assertThat(remote.get("since").isString()).isTrue();
                assertThat(remote.get("lastReason").isString()).isTrue();
            });
            Answer keys = application.get("/keys?cache=away");
            assertThat(keys.get("keys").toString()).isEqualTo("[{\"key\":\"'key'\",\"tiers\":[\"near\"]}]");
            assertThat(keys.get("note").asString()).contains("away");
            Answer key = application.get("/key?cache=away&key=" + encoded("'key'"));
            assertThat(key.get("near").isNull()).isFalse();
            assertThat(key.get("note").asString()).contains("away");
            assertThat(application
                            .get("/instances")
                            .get("instances")
                            .get(0)
                            .get("state")
                            .asString())
                    .isEqualTo("away");
            Answer evicted = application.post("evict", "{\"cache\":\"away\",\"key\":\"'key'\"}");
            assertThat(evicted.get("done").asBoolean()).isFalse();
            assertThat(evicted.get("note").asString()).contains("not acknowledged");
            assertThat(application
                            .get("")
                            .get("remote")
                            .get("waitingInvalidations")
                            .asInt())
                    .isEqualTo(1);
            assertThat(application
                            .post("clear", "{\"cache\":\"alone\"}")
                            .get("done")
                            .asBoolean())
                    .as("nobody else hears of it")
                    .isTrue();
            Answer cleared = application.post("clear", "{\"cache\":\"away\"}");
            assertThat(cleared.get("done").asBoolean()).isFalse();
        } finally {
            REDIS.resume();
        }
        await().atMost(SOON).untilAsserted(() -> {
            var remote = application.get("").get("remote");
            assertThat(remote.get("state").asString()).isEqualTo("connected");
            assertThat(remote.get("waitingInvalidations").asInt()).isZero();
        });
        assertThat(application.cache("away").lookup("key")).isNull();
    }
}

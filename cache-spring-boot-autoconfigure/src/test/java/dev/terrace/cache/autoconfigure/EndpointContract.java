package dev.terrace.cache.autoconfigure;

import static dev.terrace.cache.autoconfigure.EndpointApplication.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.autoconfigure.EndpointApplication.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the endpoint answers, whatever serves it. */
abstract class EndpointContract {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Joined to a Redis, with the declared cache products, keys shown and values not. */
    abstract EndpointApplication application();

    @Test
    void theConsoleIsItsNeighbour() {
        ConsoleAnswers.assertPageAndParts(application().console());
    }

    /** Of keys. */
    int lanes() {
        return 1;
    }

    static String[] properties(String redis) {
        return new String[] {
            "terrace.cache.redis.url=" + redis,
            // What is stored is to be there, on a busy machine too.
            "terrace.cache.redis.timeout=1s",
            "terrace.cache.defaults.stale-if-error=5m",
            "terrace.cache.policies.own.jitter=0.25",
            "terrace.cache.caches.products.policy=own",
            "terrace.cache.caches.products.time-to-live=1h",
            "management.endpoint.terrace.show-keys=always"
        };
    }

    @Test
    void theOverviewTellsHowTheCachesAre() throws Exception {
        application().cache("overview/cache").fetch(1L, () -> "value");
        application().cache("overview/cache").fetch(1L, () -> "value");
        Answer overview = application().get("");
        assertThat(overview.status()).isEqualTo(200);
        assertThat(overview.get("namespace").asString()).isEqualTo("endpoint");
        assertThat(overview.get("instance").asString()).hasSize(16);
        assertThat(overview.get("version").asString()).isNotEmpty();
        assertThat(overview.get("uptimeMillis").asLong()).isPositive();
        assertThat(overview.get("keysShown").asBoolean()).isTrue();
        assertThat(overview.get("valuesShown").asBoolean()).isFalse();
        assertThat(overview.get("writable").asBoolean()).isTrue();
        var cache = overview.get("caches").get("overview/cache");
        assertThat(cache.get("tiers").valueStream().map(tier -> tier.asString()))
                .containsExactly("near", "remote");
        assertThat(cache.get("entries").asLong()).isEqualTo(1);
        assertThat(cache.get("gets").toString()).isEqualTo("{\"near\":1,\"remote\":0,\"missed\":1}");
        assertThat(cache.get("hitRate").toString()).isEqualTo("{\"near\":0.5,\"remote\":0.0,\"all\":0.5}");
        assertThat(cache.get("loads").get("successes").asLong()).isEqualTo(1);
        assertThat(cache.get("loads").get("meanMillis").isNumber()).isTrue();
        assertThat(cache.get("staleServed").toString()).isEqualTo("{\"revalidating\":0,\"error\":0,\"timeout\":0}");
    }

    @Test
    void theOverviewTellsHowTheRemoteTierIsFollowed() {
        await().atMost(SOON).untilAsserted(() -> {
            var remote = application().get("").get("remote");
            assertThat(remote.get("state").asString()).isEqualTo("connected");
            assertThat(remote.get("waitingInvalidations").asInt()).isZero();
            assertThat(remote.get("lanes").size()).isEqualTo(1 + lanes());
            var control = remote.get("lanes").get(0);
            assertThat(control.get("lane").asString()).isEqualTo("c");
            assertThat(control.get("cursor").asString()).matches("\\d+-\\d+");
            assertThat(control.get("lastSyncMillis").asLong()).isBetween(0L, 20_000L);
            assertThat(control.get("gaps").asInt()).isZero();
            assertThat(control.get("circuit").asString()).isEqualTo("closed");
        });
    }

    @Test
    void aCacheTellsWhereEachSettingComesFrom() {
        var policy = application().get("/cache?cache=products").get("policy");
        assertThat(policy.get("time-to-live").toString())
                .isEqualTo("{\"value\":\"1h\",\"origin\":\"terrace.cache.caches.products\"}");
        assertThat(policy.get("jitter").toString()).isEqualTo("{\"value\":0.25,\"origin\":\"policy own\"}");
        assertThat(policy.get("stale-if-error").toString()).isEqualTo("{\"value\":\"5m\",\"origin\":\"defaults\"}");
        assertThat(policy.get("codec").toString()).isEqualTo("{\"value\":\"json\",\"origin\":\"built-in\"}");
    }

    @Test
    void anUnknownCacheIsNotMadeByAsking() {
        Answer answer = application().get("/cache?cache=nobody");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.get("error").asString()).contains("nobody");
        assertThat(answer.get("remedy").asString()).isNotEmpty();
        assertThat(application().manager().getCacheNames()).doesNotContain("nobody");
    }

    @Test
    void theInstancesAreThoseThatAnnouncedThemselves() {
        await().atMost(SOON).untilAsserted(() -> {
            Answer answer = application().get("/instances");
            assertThat(Instant.parse(answer.get("asOf").asString())).isAfter(Instant.EPOCH);
            var self = answer.get("instances").get(0);
            assertThat(self.get("self").asBoolean()).isTrue();
            assertThat(self.get("id").asString())
                    .isEqualTo(application().get("").get("instance").asString());
            assertThat(self.get("state").asString()).isEqualTo("connected");
            assertThat(self.get("openCircuits").asInt()).isZero();
            assertThat(Instant.parse(self.get("startedAt").asString())).isBefore(Instant.now());
            assertThat(self.get("gets").get("near").isNumber()).isTrue();
        });
    }

    @Test
    void theRepliesHaveTheFieldsThatTheDocumentsShow() throws Exception {
        application().cache("products").put("documented", 1, EntryOptions.tagged("tag"));
        await().atMost(SOON).untilAsserted(() -> {
            for (int i = 0; i < 100; i++) {
                assertThat(application().cache("products").lookup("documented")).isNotNull();
            }
            assertThat(application().get("/cache?cache=products").get("hotKeys").isEmpty())
                    .isFalse();
            assertThat(application().get("/keys?cache=products").get("keys").isEmpty())
                    .isFalse();
        });
        List<JsonNode> shown = DocumentedReplies.read();
        List<JsonNode> replies = Stream.of(
                        "",
                        "/cache?cache=products",
                        "/keys?cache=products",
                        "/key?cache=products&key=" + encoded("'documented'"),
                        "/instances")
                .map(path -> application().get(path).body())
                .toList();
        for (int i = 0; i < replies.size(); i++) {
            assertThat(DocumentedReplies.fields(shown.get(i))).isEqualTo(DocumentedReplies.fields(replies.get(i)));
        }
        assertThat(DocumentedReplies.fields(
                        application().post("evict-tag", "{\"tag\":\"nobody\"}").body()))
                .isEqualTo(DocumentedReplies.fields(shown.get(replies.size())));
    }

    // ---- keys

    private static final String MARKUP = "<script>alert(\"&'\\\u0000\u2028\n\")</script>";

    @Test
    void aKeyFullOfMarkupIsAKey() throws Exception {
        application().cache("mark up/<b>").put(MARKUP, "value");
        var listed = application().get("/keys?cache=" + encoded("mark up/<b>")).get("keys");
        assertThat(listed.size()).isEqualTo(1);
        String text = listed.get(0).get("key").asString();
        assertThat(text).contains("<script>").doesNotContainPattern("\\p{Cntrl}");
        assertThat(listed.get(0).get("tiers").toString()).isEqualTo("[\"near\",\"remote\"]");
        Answer key = application().get("/key?cache=" + encoded("mark up/<b>") + "&key=" + encoded(text));
        assertThat(key.get("found").asBoolean()).isTrue();
        Answer evicted =
                application().post("evict", JSON.writeValueAsString(Map.of("cache", "mark up/<b>", "key", text)));
        assertThat(evicted.body().toString()).isEqualTo("{\"done\":true,\"count\":1,\"note\":null}");
        assertThat(application().cache("mark up/<b>").lookup(MARKUP)).isNull();
    }

    @Test
    void aKeyTellsWhatEachTierHasOfIt() {
        var options = EntryOptions.tagged("b", "a");
        application().cache("one").put("key", "a value nobody may see", options);
        Answer key = application().get("/key?cache=one&key=" + encoded("'key'"));
        var near = key.get("near");
        var remote = key.get("remote");
        assertThat(near.get("stamp")).isEqualTo(remote.get("stamp"));
        assertThat(near.get("size")).isEqualTo(remote.get("size"));
        assertThat(remote.get("size").asInt()).isBetween(50, 500);
        assertThat(near.get("ageMillis").asLong()).isBetween(0L, 20_000L);
        assertThat(near.get("remainingMillis").asLong()).isBetween(480_000L, 600_000L);
        assertThat(remote.get("remainingMillis").asLong()).isBetween(480_000L, 600_000L);
        assertThat(near.get("staleMillis").asLong()).isEqualTo(300_000);
        assertThat(remote.get("staleMillis").asLong()).isEqualTo(300_000);
        assertThat(near.get("tags").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(remote.get("tags").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(key.body().toString()).doesNotContain("nobody may see");
        application().cache("one").evictNearIf(any -> true);
        Answer far = application().get("/key?cache=one&key=" + encoded("'key'"));
        assertThat(far.get("near").isNull()).isTrue();
        assertThat(far.get("remote").isNull()).isFalse();
        assertThat(application().get("/keys?cache=one").get("keys").toString())
                .isEqualTo("[{\"key\":\"'key'\",\"tiers\":[\"remote\"]}]");
        Answer nobody = application().get("/key?cache=one&key=" + encoded("'nobody'"));
        assertThat(nobody.status()).isEqualTo(200);
        assertThat(nobody.get("found").asBoolean()).isFalse();
    }

    @Test
    void keysComeInPagesEachOnce() {
        application().cache("paged").putAll(IntStream.range(0, 120).boxed().collect(Collectors.toMap(i -> i, i -> i)));
        await().atMost(SOON).untilAsserted(() -> {
            List<String> keys = new ArrayList<>();
            String page = "";
            do {
                Answer answer = application().get("/keys?cache=paged&size=20&page=" + encoded(page));
                assertThat(answer.get("keys").size()).isLessThan(60);
                answer.get("keys").forEach(key -> keys.add(key.get("key").asString()));
                page = answer.get("next").isNull() ? null : answer.get("next").asString();
            } while (page != null);
            assertThat(keys)
                    .containsExactlyInAnyOrder(
                            IntStream.range(0, 120).mapToObj(String::valueOf).toArray(String[]::new));
        });
    }

    @Test
    void lookingIsNotReading() {
        application().cache("looked").put("key", 1);
        CacheStatistics before = application().cache("looked").statistics();
        application().get("/key?cache=looked&key=" + encoded("'key'"));
        application().get("/keys?cache=looked");
        assertThat(application().cache("looked").statistics()).isEqualTo(before);
    }

    @Test
    void twoKeysOfOneFaceAreTwoKeys() {
        application().cache("faces").put(42L, "long");
        application().cache("faces").put("42", "string");
        assertThat(application()
                        .post("evict", "{\"cache\":\"faces\",\"key\":\"42L\"}")
                        .get("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(application().cache("faces").lookup(42L)).isNull();
        assertThat(application().cache("faces").lookup("42")).isNotNull();
        assertThat(application()
                        .post("evict", "{\"cache\":\"faces\",\"key\":\"42\"}")
                        .get("count")
                        .asInt())
                .as("a third one, which nobody has")
                .isZero();
    }

    @Test
    void theHottestKeyIsFound() throws Exception {
        var hot = application().cache("hot");
        await().atMost(SOON).pollDelay(Duration.ZERO).untilAsserted(() -> {
            for (int i = 0; i < 1_000; i++) {
                hot.fetch(i % 10 == 0 ? "cold" + i : "hot", () -> "value");
            }
            var hottest = application().get("/cache?cache=hot").get("hotKeys").get(0);
            assertThat(hottest.get("key").asString()).isEqualTo("'hot'");
            assertThat(hottest.get("count").asLong()).isGreaterThan(500);
        });
    }

    // ---- operations

    @Test
    void aTagIsEvictedInAllCaches() {
        application().cache("t1").put(1, "x", EntryOptions.tagged("sale"));
        application().cache("t2").put(2, "y", EntryOptions.tagged("sale"));
        application().cache("t2").put(3, "z");
        Answer answer = application().post("evict-tag", "{\"tag\":\"sale\"}");
        assertThat(answer.body().toString()).isEqualTo("{\"done\":true,\"count\":null,\"note\":null}");
        assertThat(application().cache("t1").lookup(1)).isNull();
        assertThat(application().cache("t2").lookup(2)).isNull();
        assertThat(application().cache("t2").lookup(3)).isNotNull();
    }

    @Test
    void aPatternIsTriedAndThenEvicted() {
        application().cache("pattern").put("draft:1", 1);
        application().cache("pattern").put("draft:2", 1);
        application().cache("pattern").put("final:1", 1);
        Answer tried =
                application().post("evict-pattern", "{\"cache\":\"pattern\",\"pattern\":\"draft:*\",\"dryRun\":true}");
        assertThat(tried.get("count").asInt()).isEqualTo(2);
        assertThat(application().cache("pattern").lookup("draft:1")).isNotNull();
        assertThat(application()
                        .get("/keys?cache=pattern&pattern=" + encoded("draft:*"))
                        .get("keys")
                        .size())
                .isEqualTo(2);
        Answer done =
                application().post("evict-pattern", "{\"cache\":\"pattern\",\"pattern\":\"draft:*\",\"dryRun\":false}");
        assertThat(done.get("done").asBoolean()).isTrue();
        assertThat(application().cache("pattern").lookup("draft:1")).isNull();
        assertThat(application().cache("pattern").lookup("final:1")).isNotNull();
        assertThat(application().get("/keys?cache=pattern").get("keys").toString())
                .doesNotContain("draft");
    }

    @Test
    void aDryRunThatIsMisspeltEvictsNothing() {
        application().cache("dry").put("draft:1", 1);
        for (String misspelt : List.of("dry-run", "dryrun", "DryRun")) {
            assertBad(
                    application()
                            .post(
                                    "evict-pattern",
                                    "{\"cache\":\"dry\",\"pattern\":\"draft:*\",\"%s\":true}".formatted(misspelt)),
                    "dryRun");
        }
        for (String other : List.of("\"yes\"", "\"\"", "\"True\"", "1")) {
            assertBad(
                    application()
                            .post(
                                    "evict-pattern",
                                    "{\"cache\":\"dry\",\"pattern\":\"draft:*\",\"dryRun\":%s}".formatted(other)),
                    "dryRun");
        }
        assertThat(application().cache("dry").lookup("draft:1")).isNotNull();
    }

    @Test
    void aCacheTellsHowLongRedisTook() {
        assertThat(application().cache("latency").lookup("nobody")).isNull();
        application().cache("latency").put("key", 1);
        application().cache("latency").evictNearIf(any -> true);
        assertThat(application().cache("latency").lookup("key")).isNotNull();
        var latency = application().get("/cache?cache=latency").get("latency");
        assertThat(latency.propertyNames()).containsExactly("fill", "invalidate", "read");
        assertThat(latency.get("read").get("count").asLong()).isEqualTo(2);
        assertThat(latency.get("read").get("meanMillis").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(latency.get("read").get("maxMillis").asDouble());
        assertThat(latency.get("read").get("maxMillis").asDouble()).isLessThan(20_000);
    }

    @Test
    void aCacheIsCleared() {
        application().cache("cleared").put("key", 1);
        assertThat(application()
                        .post("clear", "{\"cache\":\"cleared\"}")
                        .get("done")
                        .asBoolean())
                .isTrue();
        assertThat(application().cache("cleared").lookup("key")).isNull();
        assertThat(application().get("/keys?cache=cleared").get("keys").size()).isZero();
    }

    @Test
    void keysOfTheRemoteTierAreBroughtNear() {
        var warm = application().cache("warm");
        warm.put(1L, "one");
        warm.put("two", "two");
        warm.evictNearIf(any -> true);
        Answer answer = application()
                .post("warm-up", "{\"cache\":\"warm\",\"keys\":\"1L\\n'two'\\n'three'\\ncom.acme.Sku(4)\"}");
        assertThat(answer.get("count").asInt()).isEqualTo(2);
        assertThat(answer.get("done").asBoolean()).isFalse();
        long hits = warm.statistics().nearHits();
        assertThat(warm.lookup(1L).value()).isEqualTo("one");
        assertThat(warm.statistics().nearHits()).isEqualTo(hits + 1);
    }

    @Test
    void aRefreshedKeyIsLoadedBehindTheNextRead() throws Exception {
        var refreshed = application().cache("refreshed");
        assertThat(refreshed.fetch("key", () -> "old").value()).isEqualTo("old");
        assertThat(refreshed.fetch("key", () -> "no load").value()).isEqualTo("old");
        Answer answer = application().post("refresh", "{\"cache\":\"refreshed\",\"key\":\"'key'\"}");
        assertThat(answer.get("done").asBoolean()).isTrue();
        assertThat(refreshed.fetch("key", () -> "new").value()).isEqualTo("old");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(refreshed.fetch("key", () -> "never").value())
                                .isEqualTo("new"));
        Answer absent = application().post("refresh", "{\"cache\":\"refreshed\",\"key\":\"'other'\"}");
        assertThat(absent.get("done").asBoolean()).isFalse();
        assertThat(absent.get("note").asString()).contains("evict");
    }

    // ---- what is refused

    @Test
    void badInputIsRefusedWithValueReasonAndRemedy() {
        assertBad(application().get("/keys?cache=products&size=none"), "none");
        assertBad(application().get("/keys?cache=products&size=501"), "501");
        assertBad(application().get("/keys?cache=products&page=x"), "x");
        assertBad(application().get("/keys"), "cache");
        assertBad(application().get("/key?cache=products"), "key");
        assertBad(application().get("/key?cache=products&key=" + "x".repeat(513)), "513");
        assertBad(application().post("evict", "{\"cache\":\"products\"}"), "key");
        assertBad(application().post("evict-tag", "{}"), "tag");
        assertBad(application().post("evict-tag", "{\"tag\":\"\"}"), "");
        assertBad(application().post("evict-pattern", "{\"cache\":\"products\",\"pattern\":\"*\"}"), "*");
        assertBad(
                application().post("evict-pattern", "{\"cache\":\"products\",\"pattern\":\"4*\",\"dryRun\":\"yes\"}"),
                "yes");
        assertBad(application().post("warm-up", "{\"cache\":\"products\",\"keys\":\"\"}"), "0 keys");
        assertThat(application().post("explode", "{}").status()).isEqualTo(404);
        assertThat(application().get("/explode").status()).isEqualTo(404);
        assertThat(application().post("clear", "{\"cache\":\"nobody\"}").status())
                .isEqualTo(404);
        assertThat(application().post("clear", "not json").status()).isEqualTo(400);
        assertThat(application().manager().getCacheNames()).doesNotContain("nobody");
    }

    private static void assertBad(Answer answer, String value) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.get("error").asString()).contains(value);
        assertThat(answer.get("reason").asString()).isNotEmpty();
        assertThat(answer.get("remedy").asString()).isNotEmpty();
    }

    @Test
    void aPageOfAnotherSiteCanDoNothing() {
        application().cache("protected").put("key", 1);
        String clear = "{\"cache\":\"protected\"}";
        assertThat(application()
                        .post("clear", clear, "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(application()
                        .post("clear", clear, "Origin", "http://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(application()
                        .post("clear", clear, "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(application()
                        .post("clear", "cache=protected", "Content-Type", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
        assertThat(application().post("clear?cache=protected", "").status()).isEqualTo(400);
        assertThat(application().post("clear", "").status()).isEqualTo(400);
        assertThat(application().post("evict?operation=clear", clear).status()).isEqualTo(400);
        assertThat(application().cache("protected").lookup("key")).isNotNull();
        assertThat(application()
                        .post("clear", clear, "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(200);
        assertThat(application().cache("protected").lookup("key")).isNull();
    }
}

package dev.terrace.cache.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.event.Operation;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.micrometer.Spans.Span;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.cache.Cache;

/** What a tracer sees of the caches. */
class ObservedCachesIntegrationTests {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final KeyGroups GROUPS = KeyGroups.of(Map.of("users", "^user:"));

    private static final Spans SPANS = new Spans();
    private static final ObservationRegistry REGISTRY = SPANS.registry();
    private static final Instance OBSERVED =
            started(Policies.BOTH, new ObservedEvents.Settings(true, GROUPS), REGISTRY);

    /** Another one, with other settings. */
    private @Nullable Instance other;

    private TerraceCache cache;
    private Spans spans = SPANS;
    private ObservationRegistry registry = REGISTRY;

    private static Instance started(
            CachePolicy policy, ObservedEvents.Settings settings, ObservationRegistry registry) {
        RedisRemoteTier tier = new RedisRemoteTier(
                Namespaces.fresh(), RedisSettings.of(TestRedis.shared().address()));
        Instance instance = Instance.started(
                tier, policy, CoherenceSettings.defaults(), new ObservedEvents(() -> registry, settings));
        await().atMost(SOON).until(instance.manager().runtime()::isConnectedToAll);
        return instance;
    }

    @BeforeEach
    void useAFreshCache(TestInfo test) {
        SPANS.ended().clear();
        cache = OBSERVED.cache(test.getDisplayName().replaceAll("\\W", ""));
    }

    private void start(CachePolicy policy, ObservedEvents.Settings settings) {
        spans = new Spans();
        registry = spans.registry();
        other = started(policy, settings, registry);
        cache = other.cache("products");
    }

    @AfterEach
    void close() {
        if (other != null) {
            other.close();
        }
    }

    @AfterAll
    static void closeAll() {
        OBSERVED.close();
    }

    private void request(Runnable work) {
        Observation.start("request", registry).observe(work);
    }

    private void query() {
        Observation.start("query", registry).stop();
    }

    private String loaded(Object key) {
        return cache.get(key, () -> {
            query();
            return "value";
        });
    }

    @Test
    void aLoadAndItsCallsAreChildrenOfTheCallersSpan() {
        request(() -> loaded("a"));
        await().atMost(SOON).untilAsserted(() -> assertThat(spans.ended()).hasSize(5));
        assertThat(spans.texts())
                .containsExactlyInAnyOrder(
                        "terrace.cache.remote read miss < request",
                        "terrace.cache.load load success < request",
                        "terrace.cache.remote fill success < request");
        assertThat(spans.ended())
                .filteredOn(span -> span.name().equals("query"))
                .extracting(Span::parent)
                .containsExactly("terrace.cache.load");
    }

    @Test
    void aNearHitIsNoSpan() {
        loaded("a");
        spans.ended().clear();
        request(() -> assertThat(loaded("a")).isEqualTo("value"));
        assertThat(spans.ended()).extracting(Span::name).containsExactly("request");
    }

    @Test
    void aRemoteHitIsOne() {
        cache.put("a", "value");
        cache.evictNearIf(key -> true);
        request(() -> assertThat(loaded("a")).isEqualTo("value"));
        assertThat(spans.texts()).containsExactly("terrace.cache.remote read hit < request");
        assertThat(spans.ended().get(0).tags())
                .containsEntry("cache", cache.getName())
                .containsEntry("tier", "remote");
    }

    @Test
    void whatACacheAsksOfRedisByItselfIsNoSpan() {
        request(() -> OBSERVED.manager().runtime().sync().toCompletableFuture().join());
        loaded("outside");
        assertThat(spans.texts()).containsExactly("terrace.cache.load load success < null");
    }

    @Test
    void aFutureIsAChildAndItsFillToo() {
        request(() -> {
            CompletableFuture<String> found = cache.retrieve(
                    "a",
                    () -> CompletableFuture.supplyAsync(() -> {
                        return "value";
                    }));
            query();
            assertThat(found.join()).isEqualTo("value");
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(spans.ended()).hasSize(5));
        assertThat(spans.texts())
                .containsExactlyInAnyOrder(
                        "terrace.cache.remote read miss < request",
                        "terrace.cache.load load success < request",
                        "terrace.cache.remote fill success < request");
    }

    @Test
    void aLoaderThatThrowsFails() {
        assertThatThrownBy(() -> cache.get("a", () -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(Cache.ValueRetrievalException.class);
        assertThat(spans.texts()).containsExactly("terrace.cache.load load failure < null");
        assertThat(spans.ended().get(0).error())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
    }

    @Test
    void aRefreshIsASpanOfItsOwnNameAndCallsOfRedisCanBeKeptOut() {
        CachePolicy stale = Policies.stale(
                Policies.living(Policies.BOTH, Duration.ofMillis(1)), Duration.ofMinutes(5), Duration.ofMinutes(5));
        start(stale, new ObservedEvents.Settings(false, KeyGroups.NONE));
        loaded("a");
        await().atMost(SOON).untilAsserted(() -> {
            request(() -> loaded("a"));
            assertThat(spans.texts()).contains("terrace.cache.refresh load success < request");
        });
        assertThat(spans.ended())
                .filteredOn(span -> span.name().equals("query"))
                .extracting(Span::parent)
                .contains("terrace.cache.refresh");
        assertThat(spans.texts()).noneMatch(text -> text.startsWith("terrace.cache.remote"));
    }

    @Test
    void writesAreSpansOfTheirCaller() {
        request(() -> {
            cache.put("a", "value");
            cache.evict("a");
            cache.evictAll(List.of("a", "b"));
            cache.clear();
            OBSERVED.manager().evictByTag("tag");
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(spans.ended()).hasSize(7));
        assertThat(spans.texts())
                .containsExactlyInAnyOrder(
                        "terrace.cache.remote invalidate success < request",
                        "terrace.cache.remote fill success < request",
                        "terrace.cache.remote invalidate success < request",
                        "terrace.cache.remote invalidate success < request",
                        "terrace.cache.remote clear success < request",
                        "terrace.cache.remote invalidate-tags success < request");
    }

    @Test
    void manyKeysAreOneSpan() {
        request(() -> {
            try {
                cache.getAll(List.of("a", "b"), keys -> Map.of("a", 1, "b", 2));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(spans.ended()).hasSize(4));
        assertThat(spans.texts())
                .containsExactlyInAnyOrder(
                        "terrace.cache.remote read miss < request",
                        "terrace.cache.load load-all success < request",
                        "terrace.cache.remote fill success < request");
    }

    @Test
    void aKeyIsToldByItsGroupAlone() {
        request(() -> {
            loaded("user:4711");
            loaded("order:4711");
            loaded(4711L);
            cache.evictAll(List.of("user:4711", "order:4711"));
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(spans.texts()).hasSize(10));
        assertThat(spans.ended())
                .filteredOn(span -> span.name().equals("terrace.cache.load"))
                .extracting(span -> span.tags().get("key.group"))
                .containsExactly("users", "other", "other");
        assertThat(spans.ended())
                .filteredOn(span -> span.name().startsWith("terrace."))
                .extracting(span -> span.tags().get("key.group"))
                .containsOnly("users", "other", "several");
        assertThat(spans.ended().toString()).doesNotContain("4711");
    }

    @Test
    void aRegistryWithoutAHandlerCostsNoSpan() {
        assertThat(new ObservedEvents(ObservationRegistry::create, new ObservedEvents.Settings(true, KeyGroups.NONE))
                        .begin(new Operation(Operation.Kind.LOAD, "products", "load", List::of)))
                .isNull();
    }

    @Test
    void aLoadInTheBackgroundIsAChildOfWhoeverAsked() {
        CachePolicy.Loader hurried = new CachePolicy.Loader(
                Duration.ofSeconds(10),
                null,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                64,
                CachePolicy.Loader.Bounded.BACKGROUND);
        start(Policies.loading(Policies.BOTH, hurried), new ObservedEvents.Settings(true, KeyGroups.NONE));
        request(() -> loaded("a"));
        await().atMost(SOON).untilAsserted(() -> assertThat(spans.ended()).hasSize(5));
        assertThat(spans.texts())
                .contains("terrace.cache.load load success < request", "terrace.cache.remote read miss < request");
        assertThat(spans.ended())
                .filteredOn(span -> span.name().equals("query"))
                .extracting(Span::parent)
                .containsExactly("terrace.cache.load");
    }

    @Test
    void anUntypedLookupIsASpanToo() {
        request(() -> assertThat(cache.getNativeCache().lookup("a", EntryDescription.of(String.class)))
                .isNull());
        assertThat(spans.texts()).containsExactly("terrace.cache.remote read miss < request");
    }
}

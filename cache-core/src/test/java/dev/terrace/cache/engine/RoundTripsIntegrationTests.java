package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.CountingTier;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each operation asks of the remote tier, counted at the port: the guard against one that gets dearer. */
class RoundTripsIntegrationTests {

    /** No call may be lost to a machine that is busy: it would be counted. */
    private static final CoherenceSettings PATIENT = new CoherenceSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            true,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5));

    private static final Map<Integer, String> HUNDRED =
            IntStream.range(0, 100).boxed().collect(Collectors.toMap(Function.identity(), i -> "v" + i));

    private final CountingTier calls = new CountingTier(new RedisRemoteTier(
            Namespaces.fresh(), RedisSettings.of(TestRedis.shared().address())));
    private Instance instance;

    /** Something that is done with a cache. */
    private interface Step {
        void on(TerraceCache cache) throws Exception;
    }

    @AfterEach
    void close() {
        instance.close();
    }

    private static Stream<Arguments> operations() {
        Step nothing = cache -> {};
        Step stored = cache -> cache.put("k", "v");
        Step tagged = cache -> cache.put("k", "v", EntryOptions.tagged("a", "b", "c", "d", "e"));
        return Stream.of(
                operation("near hit", Policies.BOTH, stored, cache -> cache.get("k"), ""),
                operation("remote hit", Policies.REMOTE, stored, cache -> cache.get("k"), "read"),
                operation("remote hit, 5 tags", Policies.REMOTE, tagged, cache -> cache.get("k"), "read"),
                operation("miss", Policies.BOTH, nothing, cache -> cache.get("k"), "read"),
                operation("load", Policies.BOTH, nothing, cache -> cache.get("k", () -> "v"), "read, fill"),
                operation("put", Policies.BOTH, nothing, cache -> cache.put("k", "v"), "invalidate, fill"),
                operation("put, 5 tags", Policies.BOTH, nothing, tagged, "invalidate, fill"),
                operation("absent", Policies.BOTH, nothing, cache -> cache.putIfAbsent("k", "v"), "putIfAbsent"),
                operation("evict", Policies.BOTH, stored, cache -> cache.evict("k"), "invalidate"),
                operation("clear", Policies.BOTH, stored, TerraceCache::clear, "mark"),
                operation("100 keys", Policies.REMOTE, hundred(), cache -> cache.getAll(HUNDRED.keySet()), "read"),
                operation("100 puts", Policies.BOTH, nothing, hundred(), "invalidate, fill"),
                operation("100 evicts", Policies.BOTH, hundred(), c -> c.evictAll(HUNDRED.keySet()), "invalidate"));
    }

    private static Step hundred() {
        return cache -> cache.putAll(HUNDRED);
    }

    private static Arguments operation(String name, CachePolicy policy, Step before, Step operation, String calls) {
        return Arguments.of(name, policy, before, operation, calls);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void anOperationCostsSoManyRoundTrips(String name, CachePolicy policy, Step before, Step operation, String expected)
            throws Exception {
        instance = Instance.joined(calls, policy, PATIENT);
        TerraceCache cache = instance.cache("products");
        before.on(cache);
        calls.reset();
        operation.on(cache);
        assertThat(calls.all()).isEqualTo(each(expected));
    }

    private static Map<String, Integer> each(String calls) {
        return Arrays.stream(calls.split(", "))
                .filter(call -> !call.isEmpty())
                .collect(Collectors.toMap(Function.identity(), call -> 1));
    }

    private static Stream<Integer> entries() {
        return Stream.of(1, 100);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void anEvictionByTagCostsOneRoundTripHoweverManyEntriesThereAre(int entries) {
        instance = Instance.joined(calls, Policies.BOTH, PATIENT);
        TerraceCache cache = instance.cache("products");
        for (int i = 0; i < entries; i++) {
            cache.put(i, "v", EntryOptions.tagged("tag"));
        }
        calls.reset();
        instance.manager().evictByTag("tag");
        assertThat(calls.all()).isEqualTo(Map.of("mark", 1));
        assertThat(cache.get(0)).isNull();
    }
}

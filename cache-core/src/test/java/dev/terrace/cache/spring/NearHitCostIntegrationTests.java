package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.codec.Allocated;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.CountingTier;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.micrometer.MeteredEvents;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.testing.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cache.Cache.ValueWrapper;

/** A near hit returns the stored entry itself, allocates nothing and asks nobody: no time is needed to notice that it got dearer. */
class NearHitCostIntegrationTests {

    private static final int WARM_UP = 50_000;
    private static final int READS = 100_000;

    private final CountingTier calls = new CountingTier(new RedisRemoteTier(
            Namespaces.fresh(), RedisSettings.of(TestRedis.shared().address())));
    private final MeteredEvents meters = new MeteredEvents();
    private Instance instance;

    record Sku(int shop, String number) {}

    private TerraceCache join(CachePolicy policy) throws Exception {
        meters.bindTo(new SimpleMeterRegistry());
        instance = Instance.started(calls, policy, CoherenceSettings.defaults(), meters);
        instance.manager().runtime().firstJoin().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return instance.cache("products");
    }

    @AfterEach
    void close() {
        instance.close();
    }

    private static Stream<Object> keys() {
        return Stream.of("key", 4_711L, new Sku(1, "x"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aNearHitAllocatesNothingAndAsksNobody(Object key) throws Exception {
        TerraceCache cache = join(Policies.BOTH);
        cache.get(key, () -> {
            TimeUnit.MILLISECONDS.sleep(2);
            return "value";
        });
        ValueWrapper first = cache.get(key);
        assertThat(cache.get(key)).isSameAs(first);
        read(cache, key, WARM_UP);
        calls.reset();
        assertThat(Allocated.by(() -> read(cache, key, READS)) / READS)
                .as("bytes for a near hit")
                .isZero();
        assertThat(calls.all()).as("round trips").isEmpty();
        assertThat(cache.statistics().nearHits()).isEqualTo(2 + WARM_UP + READS);
        assertThat(Allocated.by(() -> lookUp(cache, key)) / READS)
                .as("a read that does allocate is noticed")
                .isPositive();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void soDoesOneOfACacheOfThisProcessAlone(Object key) throws Exception {
        TerraceCache cache = join(Policies.NEAR);
        cache.put(key, "value");
        read(cache, key, WARM_UP);
        assertThat(Allocated.by(() -> read(cache, key, READS)) / READS).isZero();
        assertThat(calls.all()).isEmpty();
    }

    private static void lookUp(TerraceCache cache, Object key) {
        for (int i = 0; i < READS; i++) {
            cache.lookup(key);
        }
    }

    private static void read(TerraceCache cache, Object key, int times) {
        for (int i = 0; i < times; i++) {
            if (cache.get(key) == null) {
                throw new AssertionError("The entry is gone");
            }
        }
    }
}

package dev.terrace.cache.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.FaultProxy;
import dev.terrace.cache.testing.FaultProxy.Direction;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis lets everybody in and answers nobody: no call waits longer than some operation timeouts, and loads are still shared. */
class RedisStalledIntegrationTests {

    private static final Duration TIMEOUT = Duration.ofMillis(300);

    /** Some steps of one call each wait once at most; the rest is for a loaded machine. */
    private static final Duration BOUND = TIMEOUT.multipliedBy(4).plusMillis(1_000);

    private static final CoherenceSettings COHERENCE = new CoherenceSettings(
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            true,
            Duration.ofSeconds(1),
            TIMEOUT);

    private final String namespace = Namespaces.fresh();
    private final TestRedis redis = TestRedis.shared();
    private FaultProxy line;
    private Instance here;
    private Instance there;

    @BeforeEach
    void start() {
        line = new FaultProxy(redis.address());
        here = Instance.joined(tier(line.address()), Policies.BOTH, COHERENCE);
        there = Instance.joined(tier(redis.address()), Policies.BOTH, COHERENCE);
    }

    @AfterEach
    void close() {
        line.heal();
        here.close();
        there.close();
        line.close();
    }

    private RedisRemoteTier tier(String address) {
        return new RedisRemoteTier(namespace, Fleet.settings(address, TIMEOUT));
    }

    private void stall() {
        line.silence(Direction.TO_SERVER, Direction.TO_CLIENT);
    }

    private static TerraceCache items(Instance instance) {
        return items(instance, "items");
    }

    private static TerraceCache items(Instance instance, String cache) {
        return instance.cache(cache);
    }

    /** What a caller may call; the key is not known to any tier, or to Redis alone. */
    private enum Call {
        GET(cache -> assertThat(cache.get("absent")).isNull()),
        LOOKUP_OF_WHAT_REDIS_HAS(cache -> assertThat(cache.lookup("remote")).isNull()),
        GET_WITH_LOADER(cache -> assertThat(cache.get("k", () -> "v")).isEqualTo("v")),
        FETCH(cache -> assertThat(cache.fetch("k", () -> "v").value()).isEqualTo("v")),
        RETRIEVE(cache -> {
            CompletableFuture<?> found = cache.retrieve("absent");
            assertThat(found == null ? null : found.get(10, TimeUnit.SECONDS)).isNull();
        }),
        RETRIEVE_WITH_LOADER(cache -> assertThat(cache.retrieve("k", () -> CompletableFuture.completedFuture("v"))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo("v")),
        PUT(cache -> {
            cache.put("near", "new");
            // Nothing, while Redis may still have the old one.
            assertThat(cache.get("near", String.class)).isIn(null, "new");
        }),
        PUT_IF_ABSENT(cache -> assertThat(cache.putIfAbsent("k", "v")).isNull()),
        EVICT(cache -> {
            cache.evict("near");
            assertThat(cache.getNativeCache().nearHit("near")).isNull();
        }),
        EVICT_IF_PRESENT(cache -> cache.evictIfPresent("near")),
        EVICT_ASYNC(cache -> cache.evictAsync("near").toCompletableFuture().get(10, TimeUnit.SECONDS)),
        EVICT_BY_PATTERN(cache -> cache.evictByPattern("n*")),
        CLEAR(cache -> {
            cache.clear();
            assertThat(cache.getNativeCache().nearHit("near")).isNull();
        }),
        INVALIDATE(TerraceCache::invalidate);

        private interface OfCache {
            void on(TerraceCache cache) throws Exception;
        }

        private final OfCache call;

        Call(OfCache call) {
            this.call = call;
        }
    }

    @ParameterizedTest
    @EnumSource
    void noCallWaitsLong(Call call) throws Exception {
        TerraceCache cache = items(here);
        cache.put("near", "v");
        items(there).put("remote", "v");
        stall();
        assertThat(timed(call, cache)).as("while the stall is not known").isLessThan(BOUND);
        await().until(() -> !here.manager().runtime().isConnected());
        assertThat(timed(call, items(here, "another"))).as("while it is known").isLessThan(BOUND);
        line.heal();
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> here.manager().runtime().isConnected());
    }

    private static Duration timed(Call call, TerraceCache cache) throws Exception {
        long from = System.nanoTime();
        call.call.on(cache);
        return Duration.ofNanos(System.nanoTime() - from);
    }

    @Test
    void loadsAreStillSharedAndWaitForNothingElse() throws Exception {
        stall();
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch finish = new CountDownLatch(1);
        try (Threads threads = new Threads(10)) {
            List<Future<Object>> callers = IntStream.range(0, 10)
                    .mapToObj(number -> threads.<Object>submit(() -> items(here)
                            .fetch("k", () -> {
                                loads.incrementAndGet();
                                finish.await();
                                return "v";
                            })
                            .value()))
                    .toList();
            callers.forEach(threads::awaitWaiting);
            await().until(() -> loads.get() > 0);
            finish.countDown();
            long from = System.nanoTime();
            for (Future<Object> caller : callers) {
                assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("v");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(BOUND);
        }
        assertThat(loads).hasValue(1);
        assertThat(items(here).fetch("k", () -> "other").value())
                .as("it is kept near")
                .isEqualTo("v");
    }

    @Test
    void whatStallsInTheMiddleOfALoadDoesNotCostItsResult() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        try (Threads threads = new Threads(1)) {
            Future<Object> caller = threads.submit(() -> items(here)
                    .fetch("k", () -> {
                        loading.countDown();
                        finish.await();
                        return "v";
                    })
                    .value());
            assertThat(loading.await(20, TimeUnit.SECONDS)).isTrue();
            stall();
            finish.countDown();
            long from = System.nanoTime();
            assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("v");
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(BOUND);
        }
    }

    @Test
    void whatWasEvictedMeanwhileIsGoneForAllOnceRedisAnswers() throws Exception {
        items(here).put("k", "v");
        assertThat(Objects.requireNonNull(items(there).lookup("k")).value()).isEqualTo("v");
        stall();
        items(here).evict("k");
        assertThat(items(there).lookup("k")).as("nobody told it").isNotNull();
        line.heal();
        await().atMost(20, TimeUnit.SECONDS).until(() -> items(there).lookup("k") == null);
    }
}

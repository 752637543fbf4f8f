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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Redis lets everybody in and answers nobody: loads are still shared, and what they bring is kept. That no call waits long is in the
 * contract of {@code dev.terrace.cache.failure}.
 */
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
        return instance.cache("items");
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

package dev.terrace.cache.engine;

import static dev.terrace.cache.Origin.LOADED;
import static dev.terrace.cache.Origin.NEAR;
import static dev.terrace.cache.Origin.REMOTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.Origin;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redis goes away and comes back: no caller sees an exception or waits beyond a bound, and afterwards everything is right. */
class DegradationIntegrationTests {

    /** Generous for a loaded machine, and far below what a client's own defaults would wait. */
    private static final Duration BOUND = Duration.ofSeconds(5);

    private final String namespace = Namespaces.fresh();
    private final TestRedis redis = TestRedis.start();
    private Instance here;
    private Instance there;

    @AfterEach
    void close() {
        Stream.of(here, there).filter(instance -> instance != null).forEach(Instance::close);
        redis.close();
    }

    private void start() {
        here = Instance.joined(redis.address(), namespace, Policies.BOTH, Instance.QUICK);
        there = Instance.joined(redis.address(), namespace, Policies.BOTH, Instance.QUICK);
    }

    private static TerraceCache products(Instance instance) {
        return instance.cache("products");
    }

    private static Origin read(Instance instance, Object key) throws Exception {
        return products(instance).fetch(key, () -> "loaded").origin();
    }

    private static void awaitAway(Instance instance) {
        await().until(() -> !instance.manager().runtime().isConnected());
    }

    private static void awaitConnected(Instance... instances) {
        for (Instance instance : instances) {
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> instance.manager().runtime().isConnected());
        }
    }

    @Test
    void aKilledRedisIsNoticedOnceAndEverythingGoesOn() throws Exception {
        start();
        read(here, 1);
        redis.kill();
        awaitAway(here);
        assertThat(read(here, 1)).as("what is near is served").isEqualTo(NEAR);
        assertThat(read(here, 2)).isEqualTo(LOADED);
        assertThat(read(here, 2)).as("what is loaded meanwhile is kept near").isEqualTo(NEAR);
        products(here).put(3, "put");
        assertThat(products(here).get(3, String.class)).isEqualTo("put");
        products(here).evict(1);
        assertThat(products(here).get(1)).isNull();
        assertThat(products(here).putIfAbsent(4, "first")).isNull();
        assertThat(products(here).putIfAbsent(4, "second").get()).isEqualTo("first");
        assertThat(here.manager().evictByTag("tag")).isFalse();
        products(here).clear();
        assertThat(products(here).get(3)).isNull();
        assertThat(products(here).retrieve("absent")).as("a certain miss").isNull();
        assertThat(products(here)
                        .retrieve("async", () -> java.util.concurrent.CompletableFuture.completedFuture("v"))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo("v");
        assertThat(here.events().stream().filter(CacheEvent.RemoteLost.class::isInstance))
                .as("one event for the change of state")
                .hasSize(1);
    }

    @Test
    void aCacheThatIsClearedWhileRedisIsAwayStillLoadsOnce() throws Exception {
        start();
        redis.kill();
        awaitAway(here);
        products(here).clear();
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch finish = new CountDownLatch(1);
        try (Threads threads = new Threads(10)) {
            List<Future<Object>> readers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                readers.add(threads.submit(() -> products(here)
                        .fetch("k", () -> {
                            loads.incrementAndGet();
                            finish.await();
                            return "v";
                        })
                        .value()));
            }
            readers.forEach(threads::awaitWaiting);
            finish.countDown();
            for (Future<Object> reader : readers) {
                assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo("v");
            }
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void whatWasEvictedMeanwhileIsGoneEverywhereOnceRedisIsBack() throws Exception {
        start();
        for (int key = 1; key <= 3; key++) {
            read(here, key);
            read(there, key);
        }
        products(here).fetch("tagged", () -> "old", dev.terrace.cache.EntryOptions.tagged("tag"));
        products(there).lookup("tagged");
        redis.pause();
        awaitAway(here);
        awaitAway(there);
        products(here).evict(1);
        here.manager().evictByTag("tag");
        assertThat(products(here).get(1))
                .as("never again in the instance that evicted it")
                .isNull();
        redis.resume();
        awaitConnected(here, there);
        assertThat(products(here).get(1)).isNull();
        await().untilAsserted(() -> assertThat(products(there).get(1)).isNull());
        await().untilAsserted(() -> assertThat(products(there).get("tagged")).isNull());
        assertThat(products(there).lookup(2)).as("the others are still there").isNotNull();
        assertThat(here.events()).hasAtLeastOneElementOfType(CacheEvent.RemoteRegained.class);
        assertThat(read(here, 1)).isEqualTo(LOADED);
        await().until(() -> read(there, 1) != LOADED);
    }

    @Test
    void afterARestartWithoutDataTheInstancesAreInStepAgain() throws Exception {
        start();
        read(here, 1);
        read(there, 1);
        redis.kill();
        awaitAway(here);
        awaitAway(there);
        products(here).put(1, "meanwhile");
        redis.restart();
        awaitConnected(here, there);
        await().untilAsserted(() -> {
            read(here, 5);
            assertThat(read(there, 5)).isIn(REMOTE, NEAR);
        });
        products(there).put(6, "new");
        assertThat(products(here).get(6, String.class)).isEqualTo("new");
        products(here).evict(6);
        await().untilAsserted(() -> assertThat(products(there).get(6)).isNull());
    }

    @Test
    void noCallWaitsLongForAFrozenRedis() throws Exception {
        start();
        redis.pause();
        for (int i = 0; i < 20; i++) {
            int key = i;
            assertQuick(() -> assertThat(read(here, key)).isEqualTo(LOADED));
            assertQuick(() -> products(here).put("put" + key, "v"));
            assertQuick(() -> products(here).evict("put" + key));
            assertQuick(() -> products(here).get("absent" + key));
        }
        redis.resume();
    }

    private interface Call {
        void run() throws Exception;
    }

    private static void assertQuick(Call call) throws Exception {
        long from = System.nanoTime();
        call.run();
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(BOUND);
    }

    @Test
    void anInstanceStartsWithoutRedisAndJoinsWhenItIsThere() throws Exception {
        redis.kill();
        here = Instance.started(redis.address(), namespace, Policies.BOTH, Instance.QUICK);
        assertThat(read(here, 1)).isEqualTo(LOADED);
        awaitAway(here);
        assertThat(read(here, 1)).isEqualTo(NEAR);
        assertThat(here.events().stream().filter(CacheEvent.RemoteLost.class::isInstance))
                .hasSize(1);
        redis.restart();
        awaitConnected(here);
        there = Instance.joined(redis.address(), namespace, Policies.BOTH, Instance.QUICK);
        await().untilAsserted(() -> {
            read(here, 2);
            assertThat(read(there, 2)).isIn(REMOTE, NEAR);
        });
    }

    @Test
    void aLoaderRunsOncePerCallWhateverRedisDoes() throws Exception {
        start();
        AtomicInteger loads = new AtomicInteger();
        redis.pause();
        assertThat(products(here).get("key", loads::incrementAndGet)).isEqualTo(1);
        redis.resume();
        assertThat(loads).hasValue(1);
    }

    @Test
    void aPasswordThatIsAskedForLaterIsTheReasonThatIsTold() throws Exception {
        start();
        read(here, 1);
        // On one connection: the next one would need the password.
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            socket.getOutputStream()
                    .write("CONFIG SET requirepass later\r\nCLIENT KILL TYPE normal\r\n".getBytes(US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('+');
        }
        await().untilAsserted(() -> assertThat(here.events())
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                CacheEvent.RemoteLost.class,
                                lost -> assertThat(lost.reason()).contains("refused"))));
        assertThat(read(here, 1)).isEqualTo(NEAR);
        assertThat(read(here, 2)).isEqualTo(LOADED);
    }
}

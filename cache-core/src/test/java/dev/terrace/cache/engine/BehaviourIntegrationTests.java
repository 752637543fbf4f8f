package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Loader.Bounded;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.LoadRefusedException;
import dev.terrace.cache.LoadTimeoutException;
import dev.terrace.cache.Origin;
import dev.terrace.cache.ValueLoader;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Some cells of the {@link Behaviour} table against a real Redis, in real time. */
class BehaviourIntegrationTests {

    private static final Duration LIFE = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofSeconds(2);

    private static TestRedis redis;

    private final String namespace = Namespaces.fresh();
    private @Nullable Instance here;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    /** Whatever was tried: no load runs, and no lease is left. */
    @AfterEach
    void nothingIsLeft() throws Exception {
        CacheStatistics statistics = cache().statistics();
        assertThat(statistics.runningLoads()).isZero();
        await().atMost(Duration.ofSeconds(20)).until(() -> leases() == 0);
        here.close();
    }

    private long leases() {
        return redis.cli("KEYS", "*" + namespace + "*:l:*")
                .lines()
                .filter(line -> !line.isBlank())
                .count();
    }

    private TerraceCache cache() {
        return here.cache("products");
    }

    private static CachePolicy.Loader loader(@Nullable Duration soft, @Nullable Duration hard) {
        return new CachePolicy.Loader(LEASE, soft, hard, Duration.ofMillis(500), 1, Bounded.BACKGROUND);
    }

    private void make(Duration whileRevalidate, Duration ifError, CachePolicy.Loader loader) throws Exception {
        CachePolicy policy = Policies.stale(
                Policies.living(Policies.loading(Policies.BOTH, loader), LIFE), whileRevalidate, ifError);
        here = Instance.joined(redis.address(), namespace, policy);
        fetch(() -> "old");
    }

    private CachedValue<String> fetch(ValueLoader<String> loader) throws Exception {
        return cache().fetch("k", loader::load);
    }

    private void awaitEndOfLife() {
        await().until(() -> cache().lookup("k") == null);
    }

    private static ValueLoader<String> until(CountDownLatch go) {
        return () -> {
            go.await();
            return "new";
        };
    }

    @Test
    void aStaleValueIsServedAtOnceAndReplaced() throws Exception {
        make(LONG, Duration.ZERO, loader(null, null));
        awaitEndOfLife();
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            CachedValue<String> read = fetch(until(go));
            assertThat(read.value()).isEqualTo("old");
            assertThat(read.stale()).isTrue();
        }
        go.countDown();
        await().until(() -> "new".equals(fetch(() -> "new").value()));
        assertThat(cache().statistics().staleServed().revalidating()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void aStaleValueIsServedForAFailedLoadAndTheLoaderIsThrottled() throws Exception {
        make(Duration.ZERO, LONG, loader(null, null));
        awaitEndOfLife();
        AtomicInteger loads = new AtomicInteger();
        long began = System.nanoTime();
        while (System.nanoTime() - began < Duration.ofMillis(1200).toNanos()) {
            CachedValue<String> read = fetch(() -> {
                loads.incrementAndGet();
                throw new IllegalStateException("thrown");
            });
            assertThat(read.value()).isEqualTo("old");
            assertThat(read.stale()).isTrue();
        }
        long periods = (System.nanoTime() - began) / Duration.ofMillis(500).toNanos();
        assertThat(loads.get()).isBetween(1, (int) periods + 1);
    }

    @Test
    void withoutAStaleValueTheLoadersOwnExceptionComesOut() throws Exception {
        make(Duration.ZERO, Duration.ZERO, loader(null, null));
        awaitEndOfLife();
        IllegalStateException thrown = new IllegalStateException("thrown");
        assertThatThrownBy(() -> fetch(() -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
    }

    @Test
    void aSlowLoadIsExcusedAtTheSoftTimeoutAndKeptWhenItEnds() throws Exception {
        make(Duration.ZERO, LONG, loader(Duration.ofMillis(100), null));
        awaitEndOfLife();
        CountDownLatch go = new CountDownLatch(1);
        CachedValue<String> read = fetch(until(go));
        assertThat(read.value()).isEqualTo("old");
        assertThat(read.stale()).isTrue();
        go.countDown();
        await().until(() -> "new".equals(fetch(() -> "new").value()));
        assertThat(cache().statistics().staleServed().timeout()).isPositive();
    }

    @Test
    void aHungLoadEndsInATimeoutAndItsKeyIsFreeAfterwards() throws Exception {
        make(Duration.ZERO, Duration.ZERO, loader(null, Duration.ofMillis(100)));
        awaitEndOfLife();
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> fetch(until(never))).isInstanceOf(LoadTimeoutException.class);
        assertThat(leases()).as("this would notice").isOne();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> "next".equals(fetch(() -> "next").value()));
    }

    @Test
    void aLoadBeyondTheBoundIsRefused() throws Exception {
        CachePolicy.Loader all = new CachePolicy.Loader(LEASE, null, null, Duration.ofMillis(500), 1, Bounded.ALL);
        make(Duration.ZERO, Duration.ZERO, all);
        awaitEndOfLife();
        CountDownLatch go = new CountDownLatch(1);
        try (Threads threads = new Threads(1)) {
            Future<CachedValue<String>> occupant = threads.submit(() -> cache().fetch("other", until(go)::load));
            await().until(() -> cache().statistics().runningLoads() == 1);
            assertThatThrownBy(() -> fetch(() -> "new")).isInstanceOf(LoadRefusedException.class);
            go.countDown();
            assertThat(occupant.get().value()).isEqualTo("new");
        }
        assertThat(fetch(() -> "new").origin()).isEqualTo(Origin.LOADED);
    }

    @Test
    void whatIsEvictedWhileItsLoadFailsIsServedByNobody() throws Exception {
        make(Duration.ZERO, LONG, loader(null, null));
        awaitEndOfLife();
        IllegalStateException thrown = new IllegalStateException("thrown");
        assertThatThrownBy(() -> fetch(() -> {
                    cache().evict("k");
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(fetch(() -> "new").value()).isEqualTo("new");
    }
}

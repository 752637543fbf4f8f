package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.LoadTimeoutException;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An instance is closed in the middle of everything: it ends soon, everybody gets an answer, and nothing of it stays. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ClosingIntegrationTests {

    private static final Duration LEASE = Duration.ofMillis(600);

    /** The few seconds that an orderly end may take, on a loaded machine. */
    private static final Duration SOON = Duration.ofSeconds(8);

    private static final CachePolicy POLICY = Policies.leasing(Policies.BOTH, LEASE);

    /** Served stale, and given up after a second. */
    private static final CachePolicy GIVING_UP = Policies.stale(
            Policies.living(
                    Policies.loading(
                            Policies.BOTH,
                            new CachePolicy.Loader(
                                    LEASE,
                                    null,
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(5),
                                    64,
                                    CachePolicy.Loader.Bounded.BACKGROUND)),
                    Duration.ofMillis(500)),
            Duration.ofMinutes(1),
            Duration.ZERO);

    private final String namespace = Namespaces.fresh();
    private final Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    private final CountDownLatch finish = new CountDownLatch(1);
    private final Threads threads = new Threads(20);
    private TestRedis redis = TestRedis.shared();
    private Instance here;
    private Instance there;

    @BeforeEach
    void remember() {
        before.addAll(Thread.getAllStackTraces().keySet());
    }

    @AfterEach
    void close() throws Exception {
        finish.countDown();
        Stream.of(here, there).filter(instance -> instance != null).forEach(Instance::close);
        threads.close();
        if (redis != TestRedis.shared()) {
            redis.close();
        }
    }

    /** The first try may come too late on a loaded machine. */
    private Instance join(CachePolicy policy) {
        Instance instance = Instance.started(redis.address(), namespace, policy, Instance.QUICK);
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> instance.manager().runtime().isConnected());
        return instance;
    }

    private static TerraceCache items(Instance instance) {
        return instance.cache("items");
    }

    private static void closeSoon(Instance instance) {
        long from = System.nanoTime();
        instance.close();
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(SOON);
    }

    /** Those of this test alone: others may have instances of their own. */
    private void assertNoThreadRemains() {
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> thread.isAlive() && !before.contains(thread))
                        .extracting(Thread::getName)
                        .noneMatch(name ->
                                name.startsWith("terrace-") || name.startsWith("redisson") || name.contains("netty")));
    }

    private String loadWhenAllowed(String value, CountDownLatch begun) throws InterruptedException {
        begun.countDown();
        finish.await();
        return value;
    }

    @Test
    void whoLoadsOrWaitsForALoadGetsAnAnswer() throws Exception {
        here = join(POLICY);
        there = join(POLICY);
        CountDownLatch begun = new CountDownLatch(2);
        Future<Object> elsewhere = threads.submit(() -> items(there)
                .fetch("there", () -> loadWhenAllowed("theirs", begun))
                .value());
        Future<Object> leader = threads.submit(() ->
                items(here).fetch("here", () -> loadWhenAllowed("mine", begun)).value());
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        Future<Object> follower =
                threads.submit(() -> items(here).fetch("here", () -> "nobody's").value());
        threads.awaitWaiting(follower);
        Future<Object> waiter =
                threads.submit(() -> items(here).fetch("there", () -> "my own").value());
        threads.awaitWaiting(waiter);
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> asynchronous = items(here).retrieve("async", () -> source);
        CompletableFuture<String> waitingToo =
                items(here).retrieve("there", () -> CompletableFuture.completedFuture("my own"));

        closeSoon(here);

        assertThat(waiter.get(20, TimeUnit.SECONDS)).isEqualTo("my own");
        assertThat(waitingToo.get(20, TimeUnit.SECONDS)).isEqualTo("my own");
        assertThat(leader.isDone()).as("its load is under way").isFalse();
        finish.countDown();
        source.complete("late");
        assertThat(leader.get(20, TimeUnit.SECONDS)).isEqualTo("mine");
        assertThat(follower.get(20, TimeUnit.SECONDS)).isEqualTo("mine");
        assertThat(asynchronous.get(20, TimeUnit.SECONDS)).isEqualTo("late");
        assertThat(elsewhere.get(20, TimeUnit.SECONDS)).isEqualTo("theirs");
        assertThat(items(here).fetch("later", () -> "still answered").value()).isEqualTo("still answered");
        closeSoon(there);
        assertNoThreadRemains();
    }

    @Test
    void theLeaseOfALoadUnderWayLapses() throws Exception {
        here = join(POLICY);
        there = join(POLICY);
        CountDownLatch begun = new CountDownLatch(1);
        Future<Object> leader = threads.submit(() ->
                items(here).fetch("k", () -> loadWhenAllowed("too late", begun)).value());
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        closeSoon(here);

        Future<Object> other = threads.submit(
                () -> items(there).fetch("k", () -> "loaded instead").value());
        assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo("loaded instead");
        finish.countDown();
        assertThat(leader.get(20, TimeUnit.SECONDS)).isEqualTo("too late");
        assertThat(items(there).strong().lookup("k").value()).isEqualTo("loaded instead");
    }

    /** The watch over the loads goes on until there are none. */
    @Test
    void loadsInTheBackgroundThatHangAreGivenUpAsEver() throws Exception {
        here = join(GIVING_UP);
        TerraceCache items = items(here);
        await().until(() -> {
            items.put("stale", "old");
            return items.exists("stale");
        });
        await().until(() -> !items.exists("stale"));
        CountDownLatch begun = new CountDownLatch(2);
        assertThat(items.fetch("stale", () -> loadWhenAllowed("never", begun)).value())
                .isEqualTo("old");
        Future<Throwable> caller = threads.submit(() ->
                catchThrowable(() -> items.fetch("absent", () -> loadWhenAllowed("never", begun))));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        closeSoon(here);

        assertThat(caller.get(20, TimeUnit.SECONDS)).isInstanceOf(LoadTimeoutException.class);
        assertNoThreadRemains();
        assertThat(finish.getCount()).as("nobody let them finish").isOne();
    }

    @Test
    void aFrozenRedisDoesNotHoldUpTheEnd() throws Exception {
        redis = TestRedis.start();
        here = join(POLICY);
        items(here).put("near", "v");
        redis.pause();
        there = Instance.started(redis.address(), namespace, POLICY, Instance.QUICK);
        List<Future<Object>> callers = IntStream.range(0, 8)
                .mapToObj(number -> threads.<Object>submit(() -> {
                    items(here).evict("near");
                    here.manager().evictByTag("tag");
                    return items(here).fetch("k" + number, () -> "v").value();
                }))
                .toList();
        CompletableFuture<String> asynchronous =
                items(here).retrieve("async", () -> CompletableFuture.completedFuture("v"));

        closeSoon(here);
        closeSoon(there);

        for (Future<Object> caller : callers) {
            assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("v");
        }
        assertThat(asynchronous.get(20, TimeUnit.SECONDS)).isEqualTo("v");
        assertNoThreadRemains();
    }
}

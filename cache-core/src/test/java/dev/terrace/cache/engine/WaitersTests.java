package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Loader.Bounded;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loaders that fetch: whoever would close a circle of waiting threads loads for itself. */
class WaitersTests {

    private static final EntryDescription TEXT = EntryDescription.of(String.class);

    private final ManualTime time = new ManualTime();
    private final TwinInstance here = TwinInstance.alone(time);
    private final Threads threads = new Threads(3);
    private DefaultTieredCache cache;

    @AfterEach
    void close() throws InterruptedException {
        threads.close();
        here.close();
    }

    private void make(boolean detached) {
        CachePolicy.Loader loader = new CachePolicy.Loader(
                Duration.ofSeconds(10),
                null,
                detached ? Duration.ofSeconds(20) : null,
                Duration.ofSeconds(5),
                64,
                Bounded.BACKGROUND);
        cache = here.cache("products", Policies.loading(Policies.NEAR, loader));
    }

    private <T> T get(Future<T> future) throws Exception {
        here.runUntil(future::isDone);
        return future.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLoaderThatFetchesItsOwnKeyLoadsForItself(boolean detached) throws Exception {
        make(detached);
        Future<CachedValue<String>> read = threads.submit(() -> cache.fetch(
                "a", () -> "outer " + cache.fetch("a", () -> "inner", TEXT).value(), TEXT));
        assertThat(get(read).value()).isEqualTo("outer inner");
        here.settle();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoLoadersThatFetchEachOthersKeyDoNotWaitForEver(boolean detached) throws Exception {
        make(detached);
        CountDownLatch both = new CountDownLatch(2);
        Future<CachedValue<String>> a = threads.submit(() -> cross("a", "b", both));
        Future<CachedValue<String>> b = threads.submit(() -> cross("b", "a", both));
        assertThat(get(a).value()).startsWith("a of ");
        assertThat(get(b).value()).startsWith("b of ");
        assertThat(a.get().value().equals("a of b") || b.get().value().equals("b of a"))
                .as("one of them has helped itself")
                .isTrue();
        here.settle();
        assertThat(here.openFills()).isZero();
    }

    private CachedValue<String> cross(String key, String other, CountDownLatch both) throws Exception {
        return cache.fetch(
                key,
                () -> {
                    both.countDown();
                    both.await();
                    return key + " of " + cache.fetch(other, () -> other, TEXT).value();
                },
                TEXT);
    }

    @Test
    void whoWaitsForALoadOfAnotherKeyIsNoCircle() throws Exception {
        make(true);
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        Future<CachedValue<String>> inner = threads.submit(() -> cache.fetch(
                "b",
                () -> {
                    go.await();
                    loads.incrementAndGet();
                    return "b";
                },
                TEXT));
        here.runUntil(() -> cache.statistics().runningLoads() == 1);
        Future<CachedValue<String>> outer = threads.submit(() -> cache.fetch(
                "a",
                () -> "a of "
                        + cache.fetch(
                                        "b",
                                        () -> {
                                            loads.incrementAndGet();
                                            return "b";
                                        },
                                        TEXT)
                                .value(),
                TEXT));
        here.runUntil(() -> cache.statistics().runningLoads() == 2);
        go.countDown();
        assertThat(get(outer).value()).isEqualTo("a of b");
        assertThat(get(inner).origin()).isEqualTo(Origin.LOADED);
        assertThat(loads).hasValue(1);
        here.settle();
    }
}

package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.UnsupportedKeyException;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.cache.support.NullValue;

/** What Spring and its users expect of a {@link Cache}, whatever its tiers. */
abstract class SpringCacheContract {

    /** A fresh cache that keeps null. */
    abstract TerraceCache cache(CachePolicy policy);

    /** The tiers under test, with a generous life. */
    abstract CachePolicy policy();

    private TerraceCache cache() {
        return cache(policy());
    }

    record Product(long id, String name, List<String> labels) {}

    private static final Product PRODUCT = new Product(1, "chair", List.of("wood", "oak"));

    // ---- get

    @Test
    void aMissIsNull() {
        assertThat(cache().get("absent")).isNull();
        assertThat(cache().get("absent", Product.class)).isNull();
    }

    @Test
    void aValueComesBackAsItWasPut() {
        TerraceCache cache = cache();
        cache.put("key", PRODUCT);
        assertThat(cache.get("key")).extracting(ValueWrapper::get).isEqualTo(PRODUCT);
        assertThat(cache.get("key", Product.class)).isEqualTo(PRODUCT);
        assertThat(cache.get("key", (Class<Product>) null)).isEqualTo(PRODUCT);
    }

    @Test
    void aCachedNullIsAWrapperOfNull() {
        TerraceCache cache = cache();
        cache.put("key", null);
        assertThat(cache.get("key")).isNotNull().extracting(ValueWrapper::get).isNull();
        assertThat(cache.get("key", Product.class)).isNull();
    }

    @Test
    void anotherCachesNullValueIsNull() {
        TerraceCache cache = cache();
        cache.put("key", NullValue.INSTANCE);
        assertThat(cache.get("key")).isNotNull().extracting(ValueWrapper::get).isNull();
        Object loaded = cache.<Object>get("loaded", () -> NullValue.INSTANCE);
        assertThat(loaded).isNull();
    }

    @Test
    void aValueOfAnotherTypeIsAnIllegalState() {
        TerraceCache cache = cache();
        cache.put("key", "a text");
        assertThatIllegalStateException()
                .isThrownBy(() -> cache.get("key", Integer.class))
                .withMessageContaining(Integer.class.getName());
    }

    @Test
    void aDeclaredTypeKeepsItsGenerics() {
        TerraceCache cache = cache().as(Policies.listOf(Product.class));
        cache.put("key", List.of(PRODUCT));
        assertThat(cache.get("key")).extracting(ValueWrapper::get).isEqualTo(List.of(PRODUCT));
    }

    @Test
    void keysOfDifferentTypesDoNotMeet() {
        TerraceCache cache = cache();
        cache.put(1, "an int");
        cache.put(1L, "a long");
        cache.put("1", "a text");
        assertThat(cache.get(1, String.class)).isEqualTo("an int");
        assertThat(cache.get(1L, String.class)).isEqualTo("a long");
        assertThat(cache.get("1", String.class)).isEqualTo("a text");
    }

    @Test
    void anArrayIsAKeyByItsElements() {
        TerraceCache cache = cache();
        cache.put(new int[] {1, 2}, "value");
        assertThat(cache.get(new int[] {1, 2}, String.class)).isEqualTo("value");
    }

    // ---- get with a loader

    @Test
    void aLoaderRunsOnceForAKey() {
        TerraceCache cache = cache();
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get("key", () -> new Product(loads.incrementAndGet(), "x", List.of())))
                    .isEqualTo(new Product(1, "x", List.of()));
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void aLoadedNullIsKept() {
        TerraceCache cache = cache();
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertThat(cache.<Object>get("key", () -> {
                        loads.incrementAndGet();
                        return null;
                    }))
                    .isNull();
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void aLoaderRunsOnItsCallersThread() {
        TerraceCache cache = cache();
        assertThat(cache.get("key", () -> Thread.currentThread().getName()))
                .isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void whatALoaderThrowsIsTheDirectCauseOfAValueRetrievalException() {
        TerraceCache cache = cache();
        for (Throwable thrown : List.of(
                new IllegalStateException("unchecked"),
                new Exception("checked"),
                new CompletionException("own", new RuntimeException("inner")),
                new ExecutionException("own", new RuntimeException("inner")),
                new StackOverflowError())) {
            assertThatExceptionOfType(ValueRetrievalException.class)
                    .isThrownBy(() -> cache.get("key", () -> Threads.sneak(thrown)))
                    .satisfies(e -> assertThat(e.getCause()).isSameAs(thrown))
                    .satisfies(e -> assertThat(e.getKey()).isEqualTo("key"));
        }
        assertThat(cache.get("key")).as("a failure is not kept").isNull();
    }

    @Test
    void everyoneWhoWaitedForAFailedLoadGetsAValueRetrievalException() throws Exception {
        TerraceCache cache = cache();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        RuntimeException failure = new IllegalStateException("database");
        AtomicInteger loads = new AtomicInteger();
        try (Threads threads = new Threads(4)) {
            var leader = threads.submit(() -> cache.get("key", () -> {
                loads.incrementAndGet();
                loading.countDown();
                go.await();
                throw failure;
            }));
            loading.await();
            var waiter = threads.submit(() -> cache.get("key", () -> {
                loads.incrementAndGet();
                throw failure;
            }));
            CompletableFuture<?> asyncWaiter = cache.retrieve("key", () -> {
                loads.incrementAndGet();
                return CompletableFuture.failedFuture(failure);
            });
            threads.awaitWaiting(waiter);
            go.countDown();
            for (var result : List.of(leader, waiter)) {
                assertThatThrownBy(result::get)
                        .cause()
                        .isInstanceOf(ValueRetrievalException.class)
                        .hasCause(failure);
            }
            assertThatThrownBy(asyncWaiter::get).cause().isSameAs(failure);
            assertThat(loads).hasValue(1);
        }
    }

    @Test
    void thirtyTwoThreadsOnOneColdKeyLoadOnce() throws Exception {
        TerraceCache cache = cache();
        AtomicInteger loads = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(32);
        try (Threads threads = new Threads(32)) {
            List<Integer> values = threads.inAll(32, i -> {
                start.await();
                return i % 2 == 0
                        ? cache.get("key", () -> loadSlowly(loads))
                        : cache.retrieve("key", () -> CompletableFuture.supplyAsync(() -> loadSlowly(loads)))
                                .get(10, TimeUnit.SECONDS);
            });
            assertThat(values).containsOnly(1).hasSize(32);
        }
        assertThat(loads).hasValue(1);
    }

    private static int loadSlowly(AtomicInteger loads) {
        int number = loads.incrementAndGet();
        Threads.pause();
        return number;
    }

    @Test
    void thirtyTwoThreadsOnAsManyKeysLoadInParallel() throws Exception {
        TerraceCache cache = cache();
        // Nobody passes before all 32 are within their loaders.
        CyclicBarrier inside = new CyclicBarrier(32);
        try (Threads threads = new Threads(32)) {
            List<Integer> values = threads.inAll(
                    32,
                    i -> cache.get("key" + i, () -> {
                        inside.await(20, TimeUnit.SECONDS);
                        return i;
                    }));
            assertThat(Set.copyOf(values)).hasSize(32);
        }
    }

    @Test
    void aLoaderMayFetchItsOwnKey() {
        TerraceCache cache = cache();
        String value = cache.get("key", () -> "outer " + cache.get("key", () -> "inner"));
        assertThat(value).isEqualTo("outer inner");
    }

    @Test
    void loadersThatFetchEachOthersKeysDoNotWaitForEver() throws Exception {
        TerraceCache cache = cache();
        CyclicBarrier bothLoad = new CyclicBarrier(2);
        try (Threads threads = new Threads(2)) {
            List<String> values = threads.inAll(
                    2,
                    i -> cache.get("key" + i, () -> {
                        bothLoad.await();
                        return i + cache.get("key" + (1 - i), () -> "!");
                    }));
            assertThat(values).allMatch(value -> value.endsWith("!"));
        }
    }

    @Test
    void anInterruptedWaiterHelpsItselfAndStaysInterrupted() throws Exception {
        TerraceCache cache = cache();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Threads threads = new Threads(2)) {
            var leader = threads.submit(() -> cache.get("key", () -> {
                loading.countDown();
                go.await();
                return "slow";
            }));
            loading.await();
            Thread[] waiting = new Thread[1];
            var waiter = threads.submit(() -> {
                waiting[0] = Thread.currentThread();
                String value = cache.get("key", () -> "own");
                return value + Thread.interrupted();
            });
            threads.awaitWaiting(waiter);
            waiting[0].interrupt();
            assertThat(waiter.get(10, TimeUnit.SECONDS)).isEqualTo("owntrue");
            go.countDown();
            assertThat(leader.get(10, TimeUnit.SECONDS)).isEqualTo("slow");
        }
    }

    @Test
    void aValueThatCannotBeStoredIsServedAndItsLoaderRunsOnlyOncePerCall() {
        TerraceCache cache = cache();
        AtomicInteger loads = new AtomicInteger();
        Object value = cache.get("key", () -> {
            loads.incrementAndGet();
            return new Object();
        });
        assertThat(value).isNotNull();
        assertThat(loads).hasValue(1);
    }

    // ---- retrieve

    @Test
    void retrieveOfAMissIsNullOrAFutureOfNull() throws Exception {
        CompletableFuture<?> future = cache().retrieve("absent");
        assertThat(future == null ? null : future.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void retrieveOfAHitIsAFutureOfAWrapper() throws Exception {
        TerraceCache cache = cache();
        cache.put("key", PRODUCT);
        cache.put("null", null);
        assertThat(cache.retrieve("key").get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        ValueWrapper.class, hit -> assertThat(hit.get()).isEqualTo(PRODUCT));
        assertThat(cache.retrieve("null").get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        ValueWrapper.class, hit -> assertThat(hit.get()).isNull());
    }

    @Test
    void retrieveWithALoaderLoadsOnceAndKeepsTheValue() throws Exception {
        TerraceCache cache = cache();
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Integer> future =
                    cache.retrieve("key", () -> CompletableFuture.completedFuture(loads.incrementAndGet()));
            assertThat(future.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        }
        CompletableFuture<Object> ofNull = cache.retrieve("null", () -> CompletableFuture.completedFuture(null));
        assertThat(ofNull.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(cache.get("null")).isNotNull();
    }

    @Test
    void retrievePropagatesWhatTheLoaderFailsWith() {
        TerraceCache cache = cache();
        RuntimeException failure = new IllegalStateException("database");
        CompletableFuture<Object> failed = cache.retrieve("a", () -> CompletableFuture.failedFuture(failure));
        assertThatThrownBy(failed::get).cause().isSameAs(failure);
        CompletableFuture<Object> thrown = cache.retrieve("b", () -> {
            throw failure;
        });
        assertThatThrownBy(thrown::get).cause().isSameAs(failure);
    }

    @Test
    void aCancelledCallerCancelsNobodyElse() throws Exception {
        TerraceCache cache = cache();
        CompletableFuture<String> load = new CompletableFuture<>();
        CompletableFuture<String> first = cache.retrieve("key", () -> load);
        CompletableFuture<String> second = cache.retrieve("key", () -> CompletableFuture.completedFuture("other"));
        first.cancel(true);
        load.complete("value");
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("value");
        assertThat(load).isCompletedWithValue("value");
    }

    // ---- writes

    @Test
    void putIfAbsentKeepsTheFirstValue() {
        TerraceCache cache = cache();
        assertThat(cache.putIfAbsent("key", "first")).isNull();
        assertThat(cache.putIfAbsent("key", "second"))
                .extracting(ValueWrapper::get)
                .isEqualTo("first");
        assertThat(cache.get("key", String.class)).isEqualTo("first");
    }

    @Test
    void putIfAbsentRespectsACachedNull() {
        TerraceCache cache = cache();
        assertThat(cache.putIfAbsent("key", null)).isNull();
        assertThat(cache.putIfAbsent("key", "second"))
                .isNotNull()
                .extracting(ValueWrapper::get)
                .isNull();
    }

    @Test
    void ofManyPutIfAbsentOneWins() throws Exception {
        TerraceCache cache = cache();
        CyclicBarrier start = new CyclicBarrier(16);
        try (Threads threads = new Threads(16)) {
            List<Boolean> won = threads.inAll(16, i -> {
                start.await();
                return cache.putIfAbsent("key", i) == null;
            });
            assertThat(won).containsOnlyOnce(true);
        }
    }

    @Test
    void evictForgets() {
        TerraceCache cache = cache();
        cache.put("key", "value");
        cache.put("other", "value");
        cache.evict("key");
        assertThat(cache.get("key")).isNull();
        assertThat(cache.get("other")).isNotNull();
    }

    @Test
    void evictIfPresentTellsWhetherThereWasAValue() {
        TerraceCache cache = cache();
        cache.put("key", "value");
        assertThat(cache.evictIfPresent("key")).isTrue();
        assertThat(cache.evictIfPresent("key")).isFalse();
        assertThat(cache.get("key")).isNull();
    }

    @Test
    void clearForgetsEverything() {
        TerraceCache cache = cache();
        cache.put("a", "value");
        cache.put("b", "value");
        cache.clear();
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("b")).isNull();
        cache.put("a", "again");
        assertThat(cache.get("a", String.class)).as("a put after a clear").isEqualTo("again");
        assertThat(cache.get("b", () -> "again")).isEqualTo("again");
        assertThat(cache.get("b")).as("a load after a clear").isNotNull();
    }

    @Test
    void invalidateForgetsEverythingAndSaysSo() {
        TerraceCache cache = cache();
        cache.put("a", "value");
        assertThat(cache.invalidate()).isTrue();
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void aCacheWithoutNullsRefusesThemInSpringsWords() {
        TerraceCache cache = cache(Policies.withoutNulls(policy()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache.put("key", null))
                .withMessage("Cache '%s' is configured to not allow null values but null was provided"
                        .formatted(cache.getName()));
        AtomicInteger loads = new AtomicInteger();
        for (int i = 1; i <= 2; i++) {
            assertThat(cache.<Object>get("key", () -> {
                        loads.incrementAndGet();
                        return null;
                    }))
                    .as("a load that succeeded never throws")
                    .isNull();
            assertThat(loads).as("null is not kept").hasValue(i);
        }
    }

    // ---- the rest

    @Test
    void anEntryEndsWithItsLife() {
        TerraceCache cache = cache(Policies.living(policy(), java.time.Duration.ofMillis(200)));
        cache.put("key", "value");
        assertThat(cache.get("key")).isNotNull();
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(cache.get("key")).isNull());
        assertThat(cache.get("key", () -> "new")).isEqualTo("new");
    }

    @Test
    void nativeCacheIsThereAndNoLambda() {
        assertThat(cache().getNativeCache()).isNotNull();
        assertThat(cache().getNativeCache().getClass().isSynthetic()).isFalse();
    }

    @Test
    void aKeyWithoutAStableTextIsRefusedWhereItNeedsOne() {
        TerraceCache cache = cache();
        Object key = new Object();
        if (cache.getNativeCache().isShared()) {
            assertThatExceptionOfType(UnsupportedKeyException.class)
                    .isThrownBy(() -> cache.get(key, () -> "value"))
                    .withMessageContaining("java.lang.Object")
                    .withMessageContaining("keyGenerator");
        } else {
            cache.put(key, "value");
            assertThat(cache.get(key, String.class)).isEqualTo("value");
        }
    }
}

package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.BulkLoader;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Loader;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.LoadTimeoutException;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.RecordingLoader;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.spring.TerraceCache;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several keys at once, whatever the tiers. */
abstract class BulkCacheContract {

    /** A fresh cache. */
    abstract TerraceCache cache(CachePolicy policy);

    /** The tiers under test, with a generous life. */
    abstract CachePolicy policy();

    private final RecordingLoader<Integer> loader = new RecordingLoader<>();

    private TerraceCache cache() {
        return cache(policy());
    }

    private static List<Integer> keys(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static CompletableFuture<Map<Integer, CachedValue<String>>> fetchAsync(
            TerraceCache cache, List<Integer> keys, RecordingLoader<Integer> loader) {
        return cache.getNativeCache()
                .fetchAllAsync(keys, loader::async, EntryDescription.unknown())
                .toCompletableFuture();
    }

    // ---- what it is

    @Test
    void missingKeysAreLoadedByOneCallAndKept() throws Exception {
        TerraceCache cache = cache();
        cache.put(7, "put");
        Map<Integer, String> values = cache.getAll(keys(250), loader);
        assertThat(values).hasSize(250).containsEntry(7, "put").containsEntry(249, "v249");
        assertThat(loader.calls()).hasSize(1);
        assertThat(loader.calls().get(0)).hasSize(249).doesNotContain(7).isSorted();
        assertThat(cache.getAll(keys(250), loader)).isEqualTo(values);
        assertThat(loader.calls()).as("kept").hasSize(1);
        assertThat(cache.get(3, String.class)).isEqualTo("v3");
        assertThat(cache.statistics().loads()).isEqualTo(1);
    }

    @Test
    void asynchronousCallersGetTheSame() throws Exception {
        TerraceCache cache = cache();
        assertThat(fetchAsync(cache, keys(100), loader).get(10, TimeUnit.SECONDS))
                .hasSize(100);
        assertThat(loader.calls()).hasSize(1);
        assertThat(fetchAsync(cache, keys(100), loader).get(10, TimeUnit.SECONDS))
                .hasEntrySatisfying(5, value -> assertThat(value.value()).isEqualTo("v5"));
        assertThat(loader.calls()).hasSize(1);
    }

    @Test
    void theResultIsInTheOrderOfTheKeysEachOnce() throws Exception {
        TerraceCache cache = cache();
        cache.put(2, "two");
        List<Integer> keys = List.of(5, 2, 9, 5, 1, 2);
        assertThat(cache.getAll(keys, loader).keySet()).containsExactly(5, 2, 9, 1);
        assertThat(loader.calls()).containsExactly(List.of(5, 9, 1));
        assertThat(cache.getAll(keys).keySet()).containsExactly(5, 2, 9, 1);
        assertThat(cache.lookup(5)).isNotNull();
    }

    @Test
    void anArrayIsAKeyByItsElements() throws Exception {
        TerraceCache cache = cache();
        int[] one = {1, 2};
        int[] same = {1, 2};
        AtomicInteger keys = new AtomicInteger();
        Map<int[], String> values = cache.getAll(List.of(one, same), missing -> {
            keys.addAndGet(missing.size());
            return missing.stream().collect(Collectors.toMap(key -> key, key -> "loaded"));
        });
        assertThat(values.get(one)).isEqualTo("loaded");
        assertThat(values.get(same)).isEqualTo("loaded");
        assertThat(keys).hasValue(1);
        assertThat(cache.statistics().misses()).isEqualTo(1);
    }

    @Test
    void noKeysAreNoCall() throws Exception {
        TerraceCache cache = cache();
        assertThat(cache.getAll(List.<Integer>of(), loader)).isEmpty();
        assertThat(cache.getAll(List.of())).isEmpty();
        assertThat(fetchAsync(cache, List.of(), loader).get(10, TimeUnit.SECONDS))
                .isEmpty();
        cache.putAll(Map.of());
        cache.evictAll(List.of());
        assertThat(loader.calls()).isEmpty();
    }

    @Test
    void aNullKeyIsRefusedBeforeAnythingHappens() {
        TerraceCache cache = cache();
        List<Integer> keys = Arrays.asList(1, 2, null, 4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache.getAll(keys, loader))
                .withMessageContaining("Key 3 of 4");
        assertThatIllegalArgumentException().isThrownBy(() -> cache.getAll(keys));
        assertThatIllegalArgumentException().isThrownBy(() -> cache.evictAll(keys));
        Map<Integer, String> values = new HashMap<>(Map.of(1, "one"));
        values.put(null, "null");
        assertThatIllegalArgumentException().isThrownBy(() -> cache.putAll(values));
        assertThat(loader.calls()).isEmpty();
        assertThat(cache.get(1)).isNull();
    }

    @Test
    void aLookUpLoadsNothing() {
        TerraceCache cache = cache();
        cache.put(1, "one");
        cache.put(2, null);
        Map<Integer, Object> found = cache.getAll(List.of(3, 2, 1));
        assertThat(found).hasSize(2).containsEntry(1, "one").containsEntry(2, null);
        assertThat(found.keySet()).containsExactly(2, 1);
    }

    // ---- what a loader may answer

    @Test
    void aKeyThatIsNotInTheAnswerHasNoValue() throws Exception {
        TerraceCache cache = cache();
        AtomicInteger calls = new AtomicInteger();
        BulkLoader<Integer, String> some = missing -> {
            calls.incrementAndGet();
            Map<Integer, String> answer = new HashMap<>(Map.of(1, "one", 99, "not asked for"));
            answer.put(2, null);
            return answer;
        };
        Map<Integer, String> values = cache.getAll(List.of(1, 2, 3), some);
        assertThat(values).containsEntry(1, "one").containsEntry(2, null).containsEntry(3, null);
        assertThat(cache.getAll(List.of(1, 2, 3), some)).isEqualTo(values);
        assertThat(calls).as("null is kept").hasValue(1);
        assertThat(cache.get(99)).as("nobody has asked for it").isNull();
    }

    @Test
    void aNullIsLoadedAgainIfNullsAreNotKept() throws Exception {
        TerraceCache cache = cache(Policies.withoutNulls(policy()));
        BulkLoader<Integer, String> none = missing -> {
            loader.loadAll(missing);
            return Map.of(1, "one");
        };
        assertThat(cache.getAll(List.of(1, 2), none)).containsEntry(2, null);
        assertThat(cache.getAll(List.of(1, 2), none)).containsEntry(2, null);
        assertThat(loader.calls()).containsExactly(List.of(1, 2), List.of(2));
    }

    @Test
    void whatALoaderThrowsReachesTheCallerUnchangedAndNothingIsKept() throws Exception {
        TerraceCache cache = cache();
        IOException broken = new IOException("broken");
        assertThatThrownBy(() -> cache.getAll(List.of(1, 2), missing -> {
                    throw broken;
                }))
                .isSameAs(broken);
        assertThatThrownBy(() -> cache.getNativeCache()
                        .fetchAllAsync(
                                List.of(3, 4),
                                missing -> CompletableFuture.failedFuture(broken),
                                EntryDescription.unknown())
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCause(broken);
        assertThatThrownBy(() -> cache.getAll(List.of(5, 6), missing -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("bulk loader");
        assertThat(cache.statistics().loadFailures()).isEqualTo(3);
        assertThat(cache.getAll(List.of(1, 2, 3, 4, 5, 6), loader)).containsEntry(6, "v6");
        assertThat(loader.calls().stream().flatMap(List::stream)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
    }

    // ---- others

    @Test
    void aKeyThatAnotherLoadsIsWaitedForAndNotLoadedAgain() throws Exception {
        TerraceCache cache = cache();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Threads threads = new Threads(2)) {
            Future<String> single = threads.submit(() -> cache.get(2, () -> {
                loading.countDown();
                go.await();
                return "single";
            }));
            loading.await();
            Future<Map<Integer, String>> bulk = threads.submit(() -> cache.getAll(List.of(1, 2, 3), loader));
            await().until(() -> cache.get(3) != null);
            assertThat(bulk.isDone())
                    .as("its own keys are there, the other one is not")
                    .isFalse();
            go.countDown();
            assertThat(bulk.get(10, TimeUnit.SECONDS)).isEqualTo(Map.of(1, "v1", 2, "single", 3, "v3"));
            assertThat(single.get(10, TimeUnit.SECONDS)).isEqualTo("single");
        }
        assertThat(loader.calls()).containsExactly(List.of(1, 3));
    }

    @Test
    void callersOfEveryFormWaitForTheKeysOfABulkLoad() throws Exception {
        TerraceCache cache = cache();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        RecordingLoader<Integer> other = new RecordingLoader<>();
        try (Threads threads = new Threads(4)) {
            Future<Map<Integer, String>> first = threads.submit(() -> cache.getAll(keys(10), missing -> {
                loading.countDown();
                go.await();
                return loader.loadAll(missing);
            }));
            loading.await();
            Future<String> single = threads.submit(() -> cache.get(3, () -> "single"));
            Future<Map<Integer, String>> second = threads.submit(() -> cache.getAll(keys(10), other));
            CompletableFuture<Map<Integer, CachedValue<String>>> third = fetchAsync(cache, keys(10), other);
            threads.awaitWaiting(single);
            threads.awaitWaiting(second);
            go.countDown();
            assertThat(single.get(10, TimeUnit.SECONDS)).isEqualTo("v3");
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(first.get(10, TimeUnit.SECONDS));
            assertThat(third.get(10, TimeUnit.SECONDS)).hasSize(10);
        }
        assertThat(loader.calls()).hasSize(1);
        assertThat(other.calls()).isEmpty();
    }

    @Test
    void readsWithCrossingKeysDoNotWaitForEachOther() throws Exception {
        TerraceCache cache = cache();
        int rounds = 150;
        AtomicInteger shared = new AtomicInteger();
        CyclicBarrier barrier = new CyclicBarrier(3);
        try (Threads threads = new Threads(3)) {
            threads.inAll(3, number -> {
                for (int round = 0; round < rounds; round++) {
                    List<Integer> keys = keysOf(round);
                    Collections.rotate(keys, number * 7);
                    barrier.await(20, TimeUnit.SECONDS);
                    RecordingLoader<Integer> mine = new RecordingLoader<>();
                    Map<Integer, ?> values = number == 2
                            ? fetchAsync(cache, keys, mine).get(10, TimeUnit.SECONDS)
                            : cache.getAll(keys, mine);
                    assertThat(values).hasSize(20);
                    List<Integer> loaded =
                            mine.calls().stream().flatMap(List::stream).toList();
                    mine.calls().forEach(call -> call.forEach(key -> loader.loadAll(Set.of(key))));
                    shared.addAndGet(!loaded.isEmpty() && loaded.size() < 20 ? 1 : 0);
                }
                return number;
            });
        }
        assertThat(shared).as("reads that had to wait for what others loaded").hasPositiveValue();
        assertThat(loader.calls().stream().flatMap(List::stream).distinct().count())
                .as("no key is loaded twice")
                .isEqualTo(loader.calls().size());
    }

    private static List<Integer> keysOf(int round) {
        return IntStream.range(0, 20)
                .mapToObj(i -> round * 20 + i)
                .collect(Collectors.toCollection(java.util.ArrayList::new));
    }

    @Test
    void aLoaderMayReadTheSameKeysOnceMore() throws Exception {
        TerraceCache cache = cache();
        AtomicReference<Map<Integer, String>> inner = new AtomicReference<>();
        Map<Integer, String> outer = cache.getAll(List.of(1, 2), missing -> {
            inner.set(cache.getAll(List.of(2, 1, 3), loader));
            return Map.of(1, "outer", 2, "outer");
        });
        assertThat(inner.get()).isEqualTo(Map.of(1, "v1", 2, "v2", 3, "v3"));
        assertThat(outer).isEqualTo(Map.of(1, "outer", 2, "outer"));
        assertThat(loader.calls().stream().flatMap(List::stream)).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void anInvalidationDuringTheLoadConcernsItsKeyAlone() throws Exception {
        TerraceCache cache = cache();
        Map<Integer, String> values = cache.getAll(List.of(1, 2, 3), missing -> {
            cache.evict(2);
            return loader.loadAll(missing);
        });
        assertThat(values).containsEntry(2, "v2");
        assertThat(cache.get(1, String.class)).isEqualTo("v1");
        assertThat(cache.get(2)).isNull();
        assertThat(cache.get(3, String.class)).isEqualTo("v3");
    }

    // ---- threads and time

    @Test
    void aLoaderRunsOnItsCallersThreadUnlessThereIsATimeout() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        BulkLoader<Integer, String> noting = missing -> {
            thread.set(Thread.currentThread());
            return loader.loadAll(missing);
        };
        cache().getAll(List.of(1, 2), noting);
        assertThat(thread).hasValue(Thread.currentThread());
        cache(timed(Duration.ofSeconds(20))).getAll(List.of(3, 4), noting);
        assertThat(thread.get()).isNotEqualTo(Thread.currentThread());
        assertThat(loader.calls()).containsExactly(List.of(1, 2), List.of(3, 4));
    }

    private CachePolicy timed(Duration hardTimeout) {
        Loader plain = Loader.leasing(Duration.ofSeconds(10));
        return Policies.loading(
                policy(), new Loader(plain.lease(), null, hardTimeout, plain.throttle(), 1, Loader.Bounded.ALL));
    }

    @Test
    void aHardTimeoutEndsTheWaitAndNotTheLoad() throws Exception {
        TerraceCache cache = cache(timed(Duration.ofMillis(300)));
        CountDownLatch go = new CountDownLatch(1);
        BulkLoader<Integer, String> slow = missing -> {
            go.await();
            return loader.loadAll(missing);
        };
        assertThatThrownBy(() -> cache.getAll(List.of(1, 2), slow)).isInstanceOf(LoadTimeoutException.class);
        go.countDown();
        await().until(() -> cache.getAll(List.of(1, 2)).size() == 2);
        assertThat(loader.calls()).containsExactly(List.of(1, 2));
    }

    @Test
    void aCallOfTheLoaderIsOneLoadToTheBound() throws Exception {
        TerraceCache cache = cache(timed(Duration.ofSeconds(20)));
        AtomicInteger running = new AtomicInteger();
        cache.getAll(keys(50), missing -> {
            running.set((int) cache.statistics().runningLoads());
            return loader.loadAll(missing);
        });
        assertThat(running).hasValue(1);
        assertThat(loader.calls()).hasSize(1);
        assertThat(cache.statistics().refusedLoads()).isZero();
    }

    @Test
    void staleValuesAreServedAtOnceAndRefreshedByOneCall() throws Exception {
        TerraceCache cache = cache(Policies.stale(
                Policies.living(policy(), Duration.ofMillis(200)), Duration.ofMinutes(5), Duration.ZERO));
        cache.getAll(keys(50), missing -> missing.stream().collect(Collectors.toMap(key -> key, key -> "old")));
        await().until(() -> cache.getAll(keys(50)).isEmpty());
        Thread caller = Thread.currentThread();
        List<Integer> more = IntStream.range(0, 51).boxed().toList();
        Map<Integer, String> values = cache.getAll(more, missing -> {
            assertThat(missing.contains(50)).isEqualTo(Thread.currentThread() == caller);
            return loader.loadAll(missing);
        });
        assertThat(values).containsEntry(7, "old").containsEntry(50, "v50");
        await().until(() -> loader.calls().size() >= 2);
        assertThat(loader.calls()).containsExactlyInAnyOrder(keys(50), List.of(50));
    }

    @Test
    void staleValuesAreServedIfTheLoaderFails() throws Exception {
        TerraceCache cache = cache(Policies.stale(
                Policies.living(policy(), Duration.ofMillis(200)), Duration.ZERO, Duration.ofMinutes(5)));
        cache.getAll(keys(20), loader);
        await().until(() -> cache.getAll(keys(20)).isEmpty());
        AtomicInteger failures = new AtomicInteger();
        BulkLoader<Integer, String> failing = missing -> {
            failures.incrementAndGet();
            throw new IOException("broken");
        };
        assertThat(cache.getAll(keys(20), failing)).hasSize(20).containsEntry(3, "v3");
        assertThat(failures).hasValue(1);
        assertThatThrownBy(() -> cache.getAll(keys(21), failing))
                .as("the new key has nothing")
                .isInstanceOf(IOException.class);
    }

    // ---- writes

    @Test
    void putAllStoresEachAndEvictAllForgetsEach() throws Exception {
        TerraceCache cache = cache();
        Map<Integer, String> values = keys(250).stream().collect(Collectors.toMap(key -> key, key -> "put" + key));
        cache.putAll(values);
        assertThat(cache.getAll(keys(250))).hasSize(250).containsEntry(123, "put123");
        cache.evictAll(keys(200));
        assertThat(cache.getAll(keys(250)).keySet()).hasSize(50).contains(200, 249);
        assertThat(cache.getAll(keys(3), loader)).containsEntry(0, "v0");
    }

    @Test
    void aNullIsPutIfNullsAreKeptElseNothingIs() {
        Map<Integer, String> values = new HashMap<>(Map.of(1, "one"));
        values.put(2, null);
        TerraceCache keeping = cache();
        keeping.putAll(values);
        assertThat(keeping.getAll(List.of(1, 2))).isEqualTo(values);
        keeping.evictAll(List.of(1, 2));
        TerraceCache refusing = cache(Policies.withoutNulls(policy()));
        assertThatIllegalArgumentException().isThrownBy(() -> refusing.putAll(values));
        assertThat(refusing.get(1)).isNull();
    }
}

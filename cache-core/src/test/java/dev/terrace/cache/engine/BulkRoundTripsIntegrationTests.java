package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.CountingTier;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.RecordingLoader;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What several keys at once cost, and what two instances of an application have to do with each other then. */
class BulkRoundTripsIntegrationTests {

    /** No call may be lost to a machine that is busy: it would be counted. */
    private static final CoherenceSettings PATIENT = new CoherenceSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            true,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5));

    private final String namespace = Namespaces.fresh();
    private final List<Instance> instances = new ArrayList<>();
    private final RecordingLoader<Integer> loader = new RecordingLoader<>();

    private record Member(CountingTier calls, TerraceCache cache) {}

    private Member join(CachePolicy policy) {
        CountingTier calls = new CountingTier(new RedisRemoteTier(
                namespace, RedisSettings.of(TestRedis.shared().address())));
        Instance instance = Instance.joined(calls, policy, PATIENT);
        instances.add(instance);
        return new Member(calls, instance.cache("products"));
    }

    @AfterEach
    void close() {
        instances.forEach(Instance::close);
    }

    private static List<Integer> keys(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void aHundredColdKeysCostOneReadAndOneFill() throws Exception {
        Member here = join(Policies.BOTH);
        Member there = join(Policies.BOTH);
        assertThat(here.cache.getAll(keys(0, 100), loader)).hasSize(100);
        assertThat(here.calls.reads).hasValue(1);
        assertThat(here.calls.fills).hasValue(1);
        assertThat(loader.calls()).hasSize(1);
        here.cache.getAll(keys(0, 100), loader);
        assertThat(here.calls.reads).as("they are near").hasValue(1);
        assertThat(there.cache.getAll(keys(0, 110), loader)).hasSize(110);
        assertThat(there.calls.reads).as("more than fit into one call").hasValue(2);
        assertThat(loader.calls()).hasSize(2).last().isEqualTo(keys(100, 110));
        there.calls.reset();
        for (int key : keys(0, 10)) {
            there.cache.strong().get(key);
        }
        assertThat(there.calls.reads).as("single reads are noticed").hasValue(10);
    }

    @Test
    void aHundredKeysOfAnAsynchronousCallerCostTheSame() throws Exception {
        Member here = join(Policies.REMOTE);
        assertThat(here.cache
                        .getNativeCache()
                        .fetchAllAsync(keys(0, 100), loader::async, EntryDescription.unknown())
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .hasSize(100);
        assertThat(here.calls.reads).hasValue(1);
        assertThat(here.calls.fills).hasValue(1);
        here.calls.reset();
        assertThat(here.cache.getAll(keys(0, 100))).hasSize(100);
        assertThat(here.calls.reads).as("a look-up").hasValue(1);
    }

    @Test
    void largeValuesGoInSeveralCalls() throws Exception {
        Member here = join(Policies.REMOTE);
        String large = "x".repeat(300_000);
        here.cache.getAll(keys(0, 10), missing -> missing.stream().collect(Collectors.toMap(key -> key, key -> large)));
        assertThat(here.calls.fills.get()).isBetween(3, 5);
        assertThat(here.cache.getAll(keys(0, 10))).hasSize(10);
    }

    @Test
    void aHundredPutsCostOneInvalidationAndOneFill() {
        Member here = join(Policies.BOTH);
        Member there = join(Policies.BOTH);
        here.cache.putAll(keys(0, 100).stream().collect(Collectors.toMap(key -> key, key -> "put")));
        assertThat(here.calls.invalidations).hasValue(1);
        assertThat(here.calls.fills).hasValue(1);
        assertThat(there.cache.getAll(keys(0, 100)).values()).hasSize(100).containsOnly("put");
    }

    @Test
    void aHundredEvictionsCostOneInvalidationAndReachTheOthers() throws Exception {
        Member here = join(Policies.BOTH);
        Member there = join(Policies.BOTH);
        here.cache.getAll(keys(0, 110), loader);
        there.cache.getAll(keys(0, 110), loader);
        here.cache.evictAll(keys(0, 100));
        assertThat(here.calls.invalidations).hasValue(1);
        assertThat(here.cache.getAll(keys(0, 110)).keySet()).containsExactlyElementsOf(keys(100, 110));
        await().until(() -> there.cache.getAll(keys(0, 110)).size() == 10);
    }

    @Test
    void doubtfulEntriesAreVerifiedByOneCallForAll() throws Exception {
        Member here = join(Policies.near(
                Policies.BOTH, new CachePolicy.Near(1_000, null, Duration.ofMillis(50), CachePolicy.Copy.NONE)));
        here.cache.getAll(keys(0, 100), loader);
        here.calls.reset();
        await().until(() -> here.cache.getNativeCache().nearHit(0) == null);
        assertThat(here.cache.getAll(keys(0, 100), loader)).hasSize(100);
        assertThat(here.calls.headers).hasValue(1);
        assertThat(here.calls.reads).hasValue(0);
        assertThat(loader.calls()).hasSize(1);
    }

    @Test
    void staleEntriesAreRefreshedByOneReadAndOneFill() throws Exception {
        Member here = join(Policies.stale(
                Policies.living(Policies.BOTH, Duration.ofMillis(200)), Duration.ofMinutes(5), Duration.ZERO));
        here.cache.getAll(keys(0, 100), loader);
        await().until(() -> here.cache.getNativeCache().nearHit(99) == null);
        here.calls.reset();
        assertThat(here.cache.getAll(keys(0, 100), loader)).hasSize(100);
        await().until(() -> here.calls.fills.get() > 0);
        assertThat(here.calls.reads).hasValue(1);
        assertThat(here.calls.fills).hasValue(1);
        assertThat(loader.calls()).containsExactly(keys(0, 100), keys(0, 100));
    }

    @Test
    void strongReadsAskForAllAtOnce() throws Exception {
        Member here = join(Policies.BOTH);
        Member there = join(Policies.BOTH);
        here.cache.getAll(keys(0, 100), loader);
        there.cache.putAll(keys(0, 50).stream().collect(Collectors.toMap(key -> key, key -> "new")));
        here.calls.reset();
        Map<Integer, String> values = here.cache.strong().getAll(keys(0, 100), loader);
        assertThat(values).containsEntry(3, "new").containsEntry(70, "v70");
        assertThat(here.calls.reads).hasValue(1);
        assertThat(here.cache.strong().getAll(keys(0, 100))).isEqualTo(values);
        assertThat(here.calls.reads).hasValue(2);
        assertThat(loader.calls()).hasSize(1);
    }

    // ---- two instances

    @Test
    void keysThatAnotherInstanceLoadsHoldUpNoOthers() throws Exception {
        Member here = join(Policies.BOTH);
        Member there = join(Policies.BOTH);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Threads threads = new Threads(2)) {
            Future<Map<Integer, String>> first = threads.submit(() -> there.cache.getAll(keys(0, 50), missing -> {
                loading.countDown();
                go.await();
                return loader.loadAll(missing);
            }));
            loading.await();
            Future<Map<Integer, CachedValue<String>>> second = threads.submit(
                    () -> here.cache.getNativeCache().fetchAll(keys(0, 100), loader, EntryDescription.unknown()));
            await().until(() -> loader.calls().contains(keys(50, 100)));
            await().until(() -> here.calls.reads.get() > 5);
            assertThat(second.isDone()).isFalse();
            assertThat(here.calls.reads.get())
                    .as("who waits asks for all together, in pauses that double")
                    .isLessThan(1_000);
            go.countDown();
            assertThat(first.get(20, TimeUnit.SECONDS)).hasSize(50);
            Map<Integer, CachedValue<String>> values = second.get(20, TimeUnit.SECONDS);
            assertThat(values.get(3).origin()).isEqualTo(Origin.REMOTE);
            assertThat(values.get(53).origin()).isEqualTo(Origin.LOADED);
        }
        assertThat(loader.calls()).containsExactlyInAnyOrder(keys(0, 50), keys(50, 100));
    }

    @Test
    void keysThatAnotherInstanceGivesUpAreLoadedByOneMoreCall() throws Exception {
        Member here = join(Policies.BOTH);
        Member there = join(Policies.BOTH);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Threads threads = new Threads(2)) {
            Future<Map<Integer, String>> first = threads.submit(() -> there.cache.getAll(keys(0, 20), missing -> {
                loading.countDown();
                go.await();
                throw new IOException("broken");
            }));
            loading.await();
            Future<Map<Integer, String>> second = threads.submit(() -> here.cache.getAll(keys(0, 40), loader));
            await().until(() -> loader.calls().contains(keys(20, 40)));
            go.countDown();
            assertThatThrownBy(() -> first.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("broken");
            assertThat(second.get(20, TimeUnit.SECONDS)).hasSize(40);
        }
        List<Integer> later =
                loader.calls().stream().skip(1).flatMap(List::stream).sorted().toList();
        assertThat(later).isEqualTo(keys(0, 20));
    }

    @Test
    void aFailedLoadGivesAllLeasesBack() throws Exception {
        Member here = join(Policies.BOTH);
        Member there = join(Policies.BOTH);
        assertThatThrownBy(() -> here.cache.getAll(keys(0, 30), missing -> {
                    throw new IOException("broken");
                }))
                .isInstanceOf(IOException.class);
        await().until(() -> here.calls.releases.get() == 30);
        long from = System.nanoTime();
        assertThat(there.cache.getAll(keys(0, 30), loader)).hasSize(30);
        assertThat(Duration.ofNanos(System.nanoTime() - from))
                .as("less than the lease")
                .isLessThan(Duration.ofSeconds(9));
        assertThat(loader.calls()).hasSize(1);
    }

    @Test
    void readsOfTwoInstancesWithCrossingKeysDoNotWaitForEachOther() throws Exception {
        List<Member> members = List.of(join(Policies.BOTH), join(Policies.BOTH));
        try (Threads threads = new Threads(4)) {
            threads.inAll(4, number -> {
                for (int round = 0; round < 20; round++) {
                    List<Integer> keys = new ArrayList<>(keys(round * 100, round * 100 + 100));
                    java.util.Collections.rotate(keys, number * 31);
                    assertThat(members.get(number % 2).cache.getAll(keys, loader))
                            .hasSize(100);
                }
                return number;
            });
        }
        assertThat(loader.calls().stream().mapToInt(List::size).sum()).isEqualTo(2_000);
    }
}

package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.CountingTier;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.RecordingLoader;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several keys at once where each of the 64 lanes has to be asked by itself. */
class BulkOnClusterIntegrationTests {

    private static final int LANES = 64;

    private static final CoherenceSettings PATIENT = new CoherenceSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            true,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5));

    private final String namespace = Namespaces.fresh();
    private final List<Instance> instances = new ArrayList<>();
    private final List<CountingTier> tiers = new ArrayList<>();
    private final List<TerraceCache> caches = new ArrayList<>();
    private final RecordingLoader<Integer> loader = new RecordingLoader<>();

    @BeforeEach
    void join() {
        for (int i = 0; i < 2; i++) {
            CountingTier tier = new CountingTier(new RedisRemoteTier(
                    namespace,
                    new RedisSettings(
                            new RedisServers.Cluster(TestCluster.shared().nodes()),
                            null,
                            null,
                            null,
                            null,
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(5),
                            24)));
            tiers.add(tier);
            Instance instance = Instance.joined(tier, Policies.BOTH, PATIENT);
            instances.add(instance);
            caches.add(instance.cache("products"));
        }
    }

    @AfterEach
    void close() {
        instances.forEach(Instance::close);
    }

    private static List<Integer> keys(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toCollection(ArrayList::new));
    }

    @Test
    void eachLaneIsAskedOnceAndTheLoaderOnce() throws Exception {
        CountingTier here = tiers.get(0);
        assertThat(caches.get(0).getAll(keys(0, 1_000), loader)).hasSize(1_000);
        assertThat(here.lanes()).isEqualTo(LANES);
        assertThat(here.reads).hasValue(LANES);
        assertThat(here.fills).hasValue(LANES);
        assertThat(loader.calls()).hasSize(1);
        assertThat(caches.get(1).getAll(keys(0, 1_000))).hasSize(1_000);
        assertThat(tiers.get(1).reads).hasValue(LANES);
        caches.get(0).putAll(keys(0, 1_000).stream().collect(Collectors.toMap(key -> key, key -> "put")));
        assertThat(here.invalidations).hasValue(LANES);
        assertThat(here.fills).hasValue(2 * LANES);
        caches.get(0).evictAll(keys(0, 1_000));
        assertThat(here.invalidations).hasValue(2 * LANES);
        assertThat(caches.get(0).getAll(keys(0, 1_000))).isEmpty();
    }

    /** Each instance gets the leases of some lanes first and waits for the other's: if it did so before it loads, both would wait. */
    @Test
    void readsOfTwoInstancesWithCrossingKeysDoNotWaitForEachOther() throws Exception {
        int rounds = 30;
        AtomicInteger shared = new AtomicInteger();
        CyclicBarrier barrier = new CyclicBarrier(2);
        try (Threads threads = new Threads(2)) {
            threads.inAll(2, number -> {
                for (int round = 0; round < rounds; round++) {
                    List<Integer> keys = keys(round * 100, round * 100 + 100);
                    if (number == 1) {
                        Collections.reverse(keys);
                    }
                    RecordingLoader<Integer> mine = new RecordingLoader<>();
                    barrier.await(20, TimeUnit.SECONDS);
                    Map<Integer, ?> values = round % 2 == 0
                            ? caches.get(number).getAll(keys, mine)
                            : caches.get(number)
                                    .getNativeCache()
                                    .fetchAllAsync(keys, mine::async, EntryDescription.unknown())
                                    .toCompletableFuture()
                                    .get(20, TimeUnit.SECONDS);
                    assertThat(values).hasSize(100);
                    mine.calls().forEach(call -> loader.calls().add(call));
                    int loaded = mine.calls().stream().mapToInt(List::size).sum();
                    shared.addAndGet(loaded > 0 && loaded < 100 ? 1 : 0);
                }
                return number;
            });
        }
        assertThat(shared)
                .as("reads that had to wait for what the other one loaded")
                .hasPositiveValue();
        assertThat(loader.calls().stream().mapToInt(List::size).sum())
                .as("no key is loaded twice")
                .isEqualTo(100 * rounds);
    }
}

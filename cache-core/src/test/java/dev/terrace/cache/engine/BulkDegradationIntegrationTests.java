package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.RecordingLoader;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several keys at once while Redis does not answer, or not to everything. */
class BulkDegradationIntegrationTests {

    /** Generous for a loaded machine, and far below what a call for each key would wait. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final TestRedis redis = TestRedis.start();
    private final Refusing tier =
            new Refusing(new RedisRemoteTier(Namespaces.fresh(), RedisSettings.of(redis.address())));
    private final RecordingLoader<Integer> loader = new RecordingLoader<>();
    private Instance instance;

    private TerraceCache start(CachePolicy policy) {
        instance = Instance.joined(tier, policy, Instance.QUICK);
        return instance.cache("products");
    }

    @AfterEach
    void close() {
        instance.close();
        redis.close();
    }

    private static List<Integer> keys(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /** Does not do what it is told not to. */
    private static final class Refusing extends RemoteTierDecorator {

        final AtomicBoolean reads = new AtomicBoolean();
        final AtomicBoolean invalidations = new AtomicBoolean();

        Refusing(RemoteTier remote) {
            super(remote);
        }

        @Override
        public CompletionStage<List<RemoteRead>> read(List<Read> all) {
            return reads.get() ? refused() : super.read(all);
        }

        @Override
        public CompletionStage<Appended> invalidate(List<KeyInvalidation> keys, String operation) {
            return invalidations.get() ? refused() : super.invalidate(keys, operation);
        }

        private static <T> CompletionStage<T> refused() {
            return CompletableFuture.failedFuture(new RemoteTierException("refused"));
        }
    }

    @Test
    void aDeadRedisCostsNoCallForEachKey() throws Exception {
        TerraceCache cache = start(Policies.BOTH);
        cache.getAll(keys(0, 50), loader);
        redis.kill();
        long from = System.nanoTime();
        assertThat(cache.getAll(keys(0, 100), loader)).hasSize(100);
        assertThat(cache.getAll(keys(0, 100), loader)).hasSize(100);
        await().until(() -> !instance.manager().runtime().isConnected());
        cache.putAll(keys(100, 200).stream().collect(Collectors.toMap(key -> key, key -> "put")));
        cache.evictAll(keys(0, 20));
        assertThat(cache.getAll(keys(0, 200)).keySet())
                .as("what is put and loaded is near, what is evicted is not")
                .containsExactlyElementsOf(keys(20, 200));
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(BOUND);
        assertThat(loader.calls()).as("kept near meanwhile").containsExactly(keys(0, 50), keys(50, 100));
        redis.restart();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> instance.manager().runtime().isConnected());
        assertThat(cache.getAll(keys(0, 200), loader)).hasSize(200);
    }

    @Test
    void aReadThatFailsIsALoadForAll() throws Exception {
        TerraceCache cache = start(Policies.BOTH);
        tier.reads.set(true);
        Map<Integer, String> values = cache.getAll(keys(0, 100), loader);
        assertThat(values).hasSize(100).containsEntry(99, "v99");
        assertThat(loader.calls()).hasSize(1);
        assertThat(cache.getAll(keys(0, 100))).as("kept near").isEqualTo(values);
    }

    @Test
    void barredKeysAreLoadedWithTheOthersAndKeptNowhere() throws Exception {
        TerraceCache cache = start(Policies.BOTH);
        cache.getAll(keys(0, 10), loader);
        tier.invalidations.set(true);
        cache.evictAll(keys(0, 5));
        assertThat(cache.getAll(keys(0, 20), loader)).hasSize(20);
        assertThat(loader.calls())
                .hasSize(2)
                .last()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsAll(keys(0, 5))
                .containsAll(keys(10, 20))
                .hasSize(15);
        assertThat(cache.getAll(keys(0, 20)).keySet()).containsExactlyElementsOf(keys(5, 20));
        tier.invalidations.set(false);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            cache.getAll(keys(0, 5), loader);
            return cache.getAll(keys(0, 5)).size() == 5;
        });
    }
}

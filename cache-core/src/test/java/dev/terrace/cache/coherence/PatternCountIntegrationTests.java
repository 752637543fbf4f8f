package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.Matches;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.testing.TestCluster;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What Redis itself says that a pattern matches. */
class PatternCountIntegrationTests {

    private static final int KEYS = 600;

    /** Not before, but perhaps a little later. */
    private static final Timer TIMER = (delay, task) -> {
        Executor later = CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS);
        later.execute(task);
    };

    private static RedisSettings patient(RedisServers servers) {
        return new RedisSettings(servers, null, null, null, null, Duration.ofSeconds(10), Duration.ofSeconds(10), 24);
    }

    private static CompletableFuture<?> store(RemoteTier tier, String cache, String text) {
        RemoteKey key = new RemoteKey(cache, text, KeyHash.of(cache, text));
        return tier.putIfAbsent(key, null, new byte[] {1}, Duration.ofMinutes(5))
                .toCompletableFuture();
    }

    private static void assertCounts(RedisServers servers) throws Exception {
        try (RemoteTier tier = new RedisRemoteTier(Namespaces.fresh(), patient(servers));
                RemoteTier another = new RedisRemoteTier(Namespaces.fresh(), patient(servers))) {
            tier.join("node-0", 10).toCompletableFuture().get(20, TimeUnit.SECONDS);
            another.join("node-0", 10).toCompletableFuture().get(20, TimeUnit.SECONDS);
            IntStream.range(0, KEYS)
                    .mapToObj(i -> CompletableFuture.allOf(
                            store(tier, "products", i + "L"),
                            store(tier, "products:old", i + "L"),
                            store(another, "products", i + "L")))
                    .toList()
                    .forEach(CompletableFuture::join);
            PatternCount count = new PatternCount(tier, TIMER, () -> true);
            long fours = IntStream.range(0, KEYS)
                    .filter(i -> Integer.toString(i).startsWith("4"))
                    .count();
            assertThat(counted(count, KeyPattern.prefixed("products", "4"))).isEqualTo(new Matches(fours, true));
            assertThat(counted(count, KeyPattern.of("products", "?"))).isEqualTo(new Matches(10, true));
            assertThat(counted(count, KeyPattern.prefixed("products", "4*"))).isEqualTo(Matches.NONE);
            assertThat(counted(count, new KeyPattern("products", "*"))).isEqualTo(new Matches(KEYS, true));
        }
    }

    private static Matches counted(PatternCount count, KeyPattern pattern) throws Exception {
        return count.of(pattern).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void onOneServer() throws Exception {
        assertCounts(new RedisServers.Single(TestRedis.shared().address(), 0));
    }

    @Test
    void onACluster() throws Exception {
        assertCounts(new RedisServers.Cluster(TestCluster.shared().nodes()));
    }
}

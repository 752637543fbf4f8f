package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.FaultProxy;
import dev.terrace.cache.testing.FaultProxy.Direction;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTierException;
import dev.terrace.cache.tier.StageFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis answers nobody and there are more callers than connections: each waits for a connection once and for a reply once. */
class StalledPoolIntegrationTests {

    private static final Duration TIMEOUT = Duration.ofMillis(300);

    /** Both waits, and something for a loaded machine. */
    private static final Duration BOUND = TIMEOUT.multipliedBy(2).plusSeconds(1);

    private static final int CALLERS = 50;

    private static RedisSettings settings(String address, int poolSize) {
        return new RedisSettings(
                new RedisServers.Single(address, 0), null, null, null, null, Duration.ofSeconds(2), TIMEOUT, poolSize);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 24})
    void everyCallEndsWithinTwoTimeouts(int poolSize) {
        try (FaultProxy line = new FaultProxy(TestRedis.shared().address());
                RedisRemoteTier tier = new RedisRemoteTier(Namespaces.fresh(), settings(line.address(), poolSize))) {
            await().ignoreExceptions()
                    .until(() -> tier.join("node-0", 10).toCompletableFuture().get(5, TimeUnit.SECONDS) != null);
            List<CompletableFuture<String>> good = ask(tier);
            assertThat(good)
                    .allSatisfy(
                            call -> assertThat(call.get(5, TimeUnit.SECONDS)).isEqualTo("Absent"));
            line.silence(Direction.values());
            long from = System.nanoTime();
            List<CompletableFuture<String>> stalled = ask(tier);
            assertThat(stalled)
                    .allSatisfy(
                            call -> assertThat(call.get(20, TimeUnit.SECONDS)).contains("in time"));
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(BOUND);
            line.heal();
            await().untilAsserted(() -> assertThat(ask(tier))
                    .allSatisfy(
                            call -> assertThat(call.get(5, TimeUnit.SECONDS)).isEqualTo("Absent")));
        }
    }

    private static List<CompletableFuture<String>> ask(RedisRemoteTier tier) {
        return IntStream.range(0, CALLERS)
                .mapToObj(number -> tier.read(new RemoteKey("a", "'" + number + "'", number), null, null)
                        .handle((read, failure) -> failure == null
                                ? read.getClass().getSimpleName()
                                : ((RemoteTierException) StageFailure.causeOf(failure)).getMessage())
                        .toCompletableFuture())
                .toList();
    }
}

package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class JoinAtStartUpTests {

    private final CompletableFuture<Void> firstJoin = new CompletableFuture<>();
    private final JoinAtStartUp startUp = new JoinAtStartUp(firstJoin, "'here'");

    @Test
    void aSuccessDoesNotWait() {
        firstJoin.complete(null);
        assertThat(timeToStart()).isLessThan(JoinAtStartUp.LONGEST_WAIT);
        assertThat(startUp.isRunning()).isTrue();
    }

    @Test
    void aRefusalFailsStartUp() {
        firstJoin.completeExceptionally(RemoteTierException.accessRefused("no"));
        assertThatThrownBy(startUp::start)
                .isInstanceOf(RedisAccessRefusedException.class)
                .hasMessageContaining("'here'");
        assertThat(startUp.isRunning()).isFalse();
    }

    @Test
    void aSettingThatOnlyRedisCanJudgeFailsStartUp() {
        firstJoin.completeExceptionally(new CacheConfigurationException("no 'redis.database'", "lower it"));
        assertThatThrownBy(startUp::start)
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining("no 'terrace.cache.redis.database'");
    }

    @Test
    void anyOtherFailureDoesNot() {
        firstJoin.completeExceptionally(new RemoteTierException("No connection"));
        assertThatCode(startUp::start).doesNotThrowAnyException();
        assertThat(startUp.isRunning()).isTrue();
    }

    @Test
    void silenceIsWaitedForOnlySoLong() {
        assertThat(timeToStart())
                .isBetween(JoinAtStartUp.LONGEST_WAIT, JoinAtStartUp.LONGEST_WAIT.plus(Duration.ofSeconds(4)));
        assertThat(startUp.isRunning()).isTrue();
    }

    @Test
    void aRefusalThatComesLaterIsAWarningInTheLogOnce(CapturedOutput output) {
        startUp.start();
        firstJoin.completeExceptionally(RemoteTierException.accessRefused("no"));
        assertThat(output)
                .containsOnlyOnce("WARN")
                .doesNotContain("ERROR")
                .contains(
                        "Caches stay in this process until this is mended: Redis refused the user name or password of 'here'");
    }

    @Test
    void aFailureOfAnotherKindThatComesLaterIsNotOurs(CapturedOutput output) {
        startUp.start();
        firstJoin.completeExceptionally(new RemoteTierException("No connection"));
        assertThat(output).doesNotContain("WARN");
    }

    private Duration timeToStart() {
        long before = System.nanoTime();
        startUp.start();
        return Duration.ofNanos(System.nanoTime() - before);
    }
}

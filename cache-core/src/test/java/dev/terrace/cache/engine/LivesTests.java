package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.RefreshAhead;
import dev.terrace.cache.CachePolicy.RefreshAhead.Mode;
import dev.terrace.cache.fixture.Policies;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LivesTests {

    private static final int DRAWS = 100_000;

    private static Lives lives(CachePolicy policy) {
        return new Lives(policy, new Random(42));
    }

    private static CachePolicy ahead(Mode mode) {
        return Policies.refreshingAhead(Policies.BOTH, new RefreshAhead(mode, 0.8));
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @ParameterizedTest
    @CsvSource({
        "10, 30, 1, true, true, true",
        "10, 30, -9, true, true, true",
        "10, 30, -10, false, true, true",
        "10, 30, -29, false, true, true",
        "10, 30, -30, false, false, false",
        "30, 10, -29, true, true, true",
        "0, 0, 1, true, true, true",
        "0, 0, 0, false, false, false"
    })
    void aValueIsOfUseForAsLongAsTheLongerOfTheWindows(
            long whileRevalidate, long ifError, long left, boolean revalidate, boolean trouble, boolean use) {
        Lives lives =
                lives(Policies.stale(Policies.BOTH, Duration.ofSeconds(whileRevalidate), Duration.ofSeconds(ifError)));
        assertThat(lives.mayRevalidate(seconds(left))).isEqualTo(revalidate);
        assertThat(lives.mayServeInTrouble(seconds(left))).isEqualTo(trouble);
        assertThat(lives.isOfUse(seconds(left), 0)).isEqualTo(use);
        assertThat(lives.servableNanos(seconds(left)) > 0).isEqualTo(use);
    }

    @Test
    void nothingIsRevalidatedWhereNothingMayRunInTheBackground() {
        Lives lives = lives(Policies.keptFromBackground(
                Policies.stale(ahead(Mode.THRESHOLD), Duration.ofSeconds(10), Duration.ofSeconds(5))));
        assertThat(lives.mayRevalidate(seconds(-1))).isFalse();
        assertThat(lives.mayServeInTrouble(seconds(-1))).isTrue();
        assertThat(lives.mayServeInTrouble(seconds(-6))).isFalse();
        assertThat(lives.aheadNanos(100_000, 5_000)).isZero();
        assertThat(lives.refreshesAhead(1, 5_000)).isFalse();
    }

    @Test
    void aThresholdIsAShareOfTheLife() {
        Lives lives = lives(ahead(Mode.THRESHOLD));
        assertThat(lives.aheadNanos(100_000, 1)).isCloseTo(seconds(20), within(1_000L));
        assertThat(lives.refreshesAhead(seconds(20), 0)).isTrue();
        assertThat(lives.aheadNanos(Long.MAX_VALUE, 1)).as("what never ends").isZero();
    }

    /** XFetch with beta 1: the probability that a read refreshes is exp(-left / load time). */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 1, 2, 4})
    void aReadRefreshesAheadWithTheProbabilityOfThePaper(double loadsLeft) {
        Lives lives = lives(ahead(Mode.PROBABILISTIC));
        int loadMillis = 200;
        long left = (long) (loadsLeft * loadMillis * 1_000_000);
        long refreshed = IntStream.range(0, DRAWS)
                .filter(draw -> lives.refreshesAhead(left, loadMillis))
                .count();
        assertThat((double) refreshed / DRAWS).isCloseTo(Math.exp(-loadsLeft), within(0.01));
    }

    @Test
    void readsFarFromTheEndNeedNotDraw() {
        Lives lives = lives(ahead(Mode.PROBABILISTIC));
        long ahead = lives.aheadNanos(100_000, 200);
        assertThat(ahead).isEqualTo(Duration.ofMillis(20 * 200).toNanos());
        assertThat(IntStream.range(0, DRAWS).filter(draw -> lives.refreshesAhead(ahead, 200)))
                .isEmpty();
        assertThat(lives.refreshesAhead(1, 0)).as("a load that took no time").isFalse();
    }

    @Test
    void livesOfAnyLengthDoNotOverflow() {
        Lives lives = lives(Policies.stale(Policies.BOTH, Duration.ofDays(36_500), Duration.ofDays(36_500)));
        assertThat(lives.isOfUse(Lives.nanos(Long.MAX_VALUE), Long.MAX_VALUE)).isTrue();
        assertThat(Lives.isFresh(Lives.nanos(Long.MAX_VALUE))).isTrue();
        assertThat(lives.isOfUse(Lives.nanos(-Duration.ofDays(36_499).toMillis()), 0))
                .isTrue();
        assertThat(lives.servableNanos(Lives.nanos(Long.MAX_VALUE)))
                .as("for ever")
                .isPositive();
    }
}

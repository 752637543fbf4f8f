package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockWatchTests {

    private final ManualTime time = new ManualTime();
    private final ClockWatch watch = new ClockWatch(time);

    @ParameterizedTest(name = "{0} ms ahead: {1} ms missed")
    @CsvSource({"0,0", "90,0", "-90,0", "101,101", "3600000,3600000", "-5000,5000"})
    void clocksThatRanApartMissedSomething(long apart, long missed) {
        time.advance(Duration.ofSeconds(1));
        time.jump(Duration.ofMillis(apart));
        assertThat(watch.missed()).isEqualTo(Duration.ofMillis(missed).toNanos());
    }

    @Test
    void aJumpIsNoticedOnce() {
        time.jump(Duration.ofSeconds(10));
        assertThat(watch.missed()).isPositive();
        time.advance(Duration.ofSeconds(1));
        assertThat(watch.missed()).isZero();
    }

    @Test
    void aClockThatIsCorrectedSlowlyMissesNothing() {
        for (int i = 0; i < 100; i++) {
            time.advance(Duration.ofSeconds(1));
            time.jump(Duration.ofMillis(50));
            assertThat(watch.missed()).isZero();
        }
    }
}

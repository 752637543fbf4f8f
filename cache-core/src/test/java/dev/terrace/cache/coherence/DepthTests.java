package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthTests {

    @ParameterizedTest
    @CsvSource({"0, 1", "60, 1", "199, 1", "200, 2", "550, 5", "20000, 8"})
    void isHowManyCallsCouldBeMadeUntilTheQuickestIsAnswered(long quickestMicros, int calls) {
        Depth depth = new Depth();
        assertThat(depth.calls()).as("until it is known").isEqualTo(1);
        for (int i = 0; i < Depth.CALLS; i++) {
            depth.took(1_000 * (i == 7 ? quickestMicros : quickestMicros + 30_000), 1);
        }
        assertThat(depth.calls()).isEqualTo(calls);
    }

    @ParameterizedTest
    @CsvSource({"550, 60, 1", "60, 550, 5"})
    void followsTheWayWhenItChanges(long before, long after, int calls) {
        Depth depth = new Depth();
        for (int i = 0; i < Depth.CALLS; i++) {
            depth.took(1_000 * before, 1);
        }
        for (int i = 0; i < Depth.CALLS; i++) {
            depth.took(1_000 * after, 1);
        }
        assertThat(depth.calls()).isEqualTo(calls);
    }

    @ParameterizedTest
    @CsvSource({"550, 1, 5", "845, 60, 5", "400, 60, 1", "100, 60, 1"})
    void whatFurtherKeysCostIsNotTheWay(long micros, int keys, int calls) {
        Depth depth = new Depth();
        for (int i = 0; i < Depth.CALLS; i++) {
            depth.took(1_000 * micros, keys);
        }
        assertThat(depth.calls()).isEqualTo(calls);
    }
}

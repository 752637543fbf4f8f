package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.tier.Lane;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplicaLagTests {

    private static final Lane LANE = new Lane(0);
    private static final Lane OTHER = new Lane(1);

    private final ManualTime time = new ManualTime();
    private final ReplicaLag lag = new ReplicaLag(2, time::nanoTime);

    @Test
    void whileReplicasKeepUpEveryWriteWaitsAndNothingIsTold() {
        for (int i = 0; i < 3; i++) {
            assertThat(lag.mayWait(LANE)).isTrue();
            assertThat(lag.answered(LANE, 2, true)).isNull();
        }
    }

    @Test
    void afterTooFewNobodyWaitsForAWhileAndThenOneDoes() {
        assertThat(lag.answered(LANE, 1, true)).isEqualTo(new CacheEvent.NotReplicated(1, 2));
        time.advance(ReplicaLag.PAUSE.minusNanos(1));
        assertThat(lag.mayWait(LANE)).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(lag.mayWait(LANE)).isTrue();
        assertThat(lag.mayWait(LANE)).as("while the first one waits").isFalse();
        assertThat(lag.answered(LANE, 0, true)).as("told once").isNull();
        assertThat(lag.mayWait(LANE)).isFalse();
        time.advance(ReplicaLag.PAUSE);
        assertThat(lag.mayWait(LANE)).isTrue();
    }

    @Test
    void whoTriesAndFailsForAnotherReasonIsFollowedByTheNextOneAPauseLater() {
        lag.answered(LANE, 1, true);
        time.advance(ReplicaLag.PAUSE);
        assertThat(lag.mayWait(LANE)).isTrue();
        time.advance(ReplicaLag.PAUSE);
        assertThat(lag.mayWait(LANE)).isTrue();
    }

    @Test
    void aWriteThatReachedEnoughReplicasEndsTheLag() {
        lag.answered(LANE, 1, true);
        time.advance(ReplicaLag.PAUSE);
        assertThat(lag.mayWait(LANE)).isTrue();
        assertThat(lag.answered(LANE, 2, true)).isEqualTo(new CacheEvent.ReplicatedAgain(2));
        assertThat(lag.mayWait(LANE)).isTrue();
        assertThat(lag.mayWait(LANE)).isTrue();
        assertThat(lag.answered(LANE, 0, true)).as("the next lag").isEqualTo(new CacheEvent.NotReplicated(0, 2));
    }

    @Test
    void aCallThatWroteNothingProvesNothingAndTheNextOneTries() {
        lag.answered(LANE, 1, true);
        time.advance(ReplicaLag.PAUSE);
        assertThat(lag.mayWait(LANE)).isTrue();
        assertThat(lag.answered(LANE, 2, false)).isNull();
        assertThat(lag.mayWait(LANE)).as("the next one").isTrue();
        assertThat(lag.mayWait(LANE)).as("the one after that").isFalse();
        assertThat(lag.answered(LANE, 2, true)).isEqualTo(new CacheEvent.ReplicatedAgain(2));
    }

    @Test
    void oneLaneThatLagsKeepsNoOtherFromWaiting() {
        assertThat(lag.answered(LANE, 1, true)).isNotNull();
        assertThat(lag.mayWait(OTHER)).isTrue();
        assertThat(lag.answered(OTHER, 2, true)).as("it never lagged").isNull();
        assertThat(lag.answered(OTHER, 1, true)).as("told already").isNull();
        assertThat(lag.mayWait(OTHER)).isFalse();
        assertThat(lag.answered(LANE, 2, true)).as("the other one lags").isNull();
        assertThat(lag.answered(OTHER, 2, true)).isEqualTo(new CacheEvent.ReplicatedAgain(2));
    }
}

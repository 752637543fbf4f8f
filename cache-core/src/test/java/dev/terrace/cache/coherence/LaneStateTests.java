package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LaneStateTests {

    private final LaneState lane = new LaneState(100);

    @Test
    void beforeItsFirstSyncItIsAwayAndNotTrusted() {
        assertThat(lane.isDetached()).isTrue();
        assertThat(lane.isTrusted(100)).isFalse();
        assertThat(lane.failed()).as("there is nothing to keep").isTrue();
    }

    @Test
    void aSyncIsTrustedFromItsBeginning() {
        lane.synced(1_000, 50);
        assertThat(lane.isDetached()).isFalse();
        assertThat(lane.lastSync()).isEqualTo(1_000);
        assertThat(lane.isTrusted(1_049)).isTrue();
        assertThat(lane.isTrusted(1_050)).isFalse();
    }

    @Test
    void theSecondFailureInARowIsALoss() {
        lane.synced(1_000, 50);
        assertThat(lane.failed()).isFalse();
        lane.synced(1_010, 50);
        assertThat(lane.failed()).isFalse();
        assertThat(lane.failed()).isTrue();
    }

    @Test
    void whileItIsAwayTrustIsCountedFromTheLastSync() {
        lane.synced(1_000, 50);
        lane.detach(200);
        lane.detach(200);
        assertThat(lane.isTrusted(1_199)).isTrue();
        assertThat(lane.isTrusted(1_200)).isFalse();
        assertThat(lane.outage()).as("one of them").isEqualTo(1);
    }

    @Test
    void whatTheClockMissedIsTakenFromTheTrust() {
        lane.synced(1_000, 50);
        lane.distrust(1_010, 150);
        assertThat(lane.isTrusted(1_010)).isFalse();
        lane.detach(200);
        assertThat(lane.isTrusted(1_049)).isTrue();
        assertThat(lane.isTrusted(1_050)).isFalse();
    }

    @Test
    void theClockMayOverflow() {
        lane.synced(Long.MAX_VALUE - 10, 50);
        assertThat(lane.isTrusted(Long.MIN_VALUE + 30)).isTrue();
        assertThat(lane.isTrusted(Long.MIN_VALUE + 45)).isFalse();
        lane.synced(0, LaneState.FOR_EVER);
        assertThat(lane.isTrusted(Long.MAX_VALUE / 4)).isTrue();
    }
}

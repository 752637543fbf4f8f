package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.LaneFollower.Outcome.BEHIND;
import static dev.terrace.cache.coherence.LaneFollower.Outcome.GAP;
import static dev.terrace.cache.coherence.LaneFollower.Outcome.IN_STEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.LogSlice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A follower applies each entry once and in order, and knows when something is missing. */
class LaneFollowerTests {

    private static final Lane LANE = new Lane(0);

    private final List<Long> applied = new ArrayList<>();
    private final OwnOperations own = new OwnOperations("me", CacheClock.system(), OwnOperations.RETENTION, List::of);
    private final LaneState state = new LaneState(0);
    private final LaneFollower follower =
            new LaneFollower(LANE, state, own, (lane, entry, invalidation) -> applied.add(entry.position()));

    @BeforeEach
    void standAtTen() {
        follower.continueFrom(entry(10).cursor());
    }

    private static LogEntry entry(long position) {
        return entry(position, "other-" + position);
    }

    private static LogEntry entry(long position, String operation) {
        return new LogEntry(position, operation, new Invalidation.OfKeys(List.of(position)).toBytes());
    }

    private static LogMessage message(long previous, long position) {
        return message(previous, entry(position));
    }

    private static LogMessage message(long previous, LogEntry entry) {
        return new LogMessage(LANE, entry(previous).cursor(), entry);
    }

    private static LogSlice slice(LogEntry... entries) {
        return new LogSlice(List.of(entries), true, null, 0);
    }

    @Test
    void messagesThatFollowEachOtherAreApplied() {
        assertThat(follower.accept(message(10, 11))).isEqualTo(IN_STEP);
        assertThat(follower.accept(message(11, 15))).isEqualTo(IN_STEP);
        assertThat(applied).containsExactly(11L, 15L);
        assertThat(follower.cursor()).isEqualTo(entry(15).cursor());
    }

    @Test
    void aMessageThatWasAppliedBeforeIsIgnored() {
        follower.accept(message(10, 11));
        assertThat(follower.accept(message(10, 11))).isEqualTo(IN_STEP);
        assertThat(follower.accept(message(8, 9))).isEqualTo(IN_STEP);
        assertThat(applied).containsExactly(11L);
    }

    @Test
    void aMessageAfterALostOneIsNotApplied() {
        assertThat(follower.accept(message(11, 12))).isEqualTo(BEHIND);
        assertThat(applied).isEmpty();
        assertThat(follower.cursor().position()).isEqualTo(10);
    }

    @Test
    void aMessageAfterAnotherEntryAtTheSamePositionIsNotApplied() {
        LogMessage afterFailover = new LogMessage(LANE, entry(10, "another").cursor(), entry(11));
        assertThat(follower.accept(afterFailover)).isEqualTo(BEHIND);
        assertThat(applied).isEmpty();
    }

    @Test
    void aDoorbellIsNotApplied() {
        LogEntry doorbell = new LogEntry(11, "other", new byte[0]);
        assertThat(follower.accept(message(10, doorbell))).isEqualTo(BEHIND);
        assertThat(applied).isEmpty();
    }

    @Test
    void aSliceFromTheCursorIsAppliedBehindIt() {
        Cursor from = follower.cursor();
        assertThat(follower.accept(slice(entry(10), entry(11), entry(12)), from))
                .isEqualTo(IN_STEP);
        assertThat(applied).containsExactly(11L, 12L);
    }

    @Test
    void whatMessagesBroughtMeanwhileIsNotAppliedAgain() {
        Cursor from = follower.cursor();
        follower.accept(message(10, 11));
        assertThat(follower.accept(slice(entry(10), entry(11), entry(12)), from))
                .isEqualTo(IN_STEP);
        assertThat(applied).containsExactly(11L, 12L);
    }

    @Test
    void aSliceOfAnotherHistoryThanTheMessagesThatCameMeanwhileIsNotPassedOver() {
        Cursor from = follower.cursor();
        follower.accept(message(10, 12));
        assertThat(follower.accept(slice(entry(10), entry(11), entry(13)), from))
                .isEqualTo(BEHIND);
        assertThat(applied).containsExactly(12L);
        assertThat(follower.accept(slice(entry(13)), follower.cursor())).isEqualTo(GAP);
    }

    @Test
    void aLogThatDoesNotBeginAtTheCursorIsAGap() {
        Cursor from = follower.cursor();
        assertThat(follower.accept(slice(), from)).as("flushed").isEqualTo(GAP);
        assertThat(follower.accept(slice(entry(11)), from)).as("trimmed").isEqualTo(GAP);
        assertThat(follower.accept(slice(entry(10, "another")), from))
                .as("another history")
                .isEqualTo(GAP);
        assertThat(applied).isEmpty();
    }

    @Test
    void anIncompleteSliceLeavesItBehind() {
        LogSlice half = new LogSlice(List.of(entry(10), entry(11)), false, null, 0);
        assertThat(follower.accept(half, follower.cursor())).isEqualTo(BEHIND);
        assertThat(applied).containsExactly(11L);
    }

    @Test
    void anOwnOperationChangesNothingUnlessItFailed() {
        String acknowledged = own.begin(LANE, List.of());
        String failed = own.begin(LANE, List.of());
        own.failed(failed);
        follower.accept(message(10, entry(11, acknowledged)));
        follower.accept(new LogMessage(LANE, entry(11, acknowledged).cursor(), entry(12, failed)));
        assertThat(applied).as("one that landed late is another's").containsExactly(12L);
        assertThat(follower.cursor().position()).isEqualTo(12);
    }

    @Test
    void anEntryThatNobodyCanReadIsPassedOnAsSuch() {
        List<Invalidation> seen = new ArrayList<>();
        LaneFollower careful =
                new LaneFollower(LANE, state, own, (lane, entry, invalidation) -> seen.add(invalidation));
        careful.continueFrom(entry(10).cursor());
        careful.accept(message(10, new LogEntry(11, "other", new byte[] {'?'})));
        assertThat(seen).hasSize(1).containsOnlyNulls();
        assertThat(careful.cursor().position()).isEqualTo(11);
    }

    @Test
    void aGapIsCounted() {
        int before = state.gap();
        follower.continueAfterGap(entry(99).cursor());
        assertThat(state.gap()).isEqualTo(before + 1);
        assertThat(follower.cursor().position()).isEqualTo(99);
    }

    @Test
    void theHistoryIsBoundedAndEndsAtTheCursor() {
        for (long i = 11; i <= 1_000; i++) {
            follower.accept(message(i - 1, i));
        }
        assertThat(follower.history()).hasSize(256);
        assertThat(follower.history().get(0)).isEqualTo(entry(745).cursor());
        assertThat(follower.history().get(255)).isEqualTo(follower.cursor());
    }
}

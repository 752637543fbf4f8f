package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.MalformedLogException;
import dev.terrace.cache.tier.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies the log of one lane in order, from messages while they are contiguous and from reads of the log otherwise.
 *
 * <p>A read of the log begins <em>at</em> the cursor, not behind it: if the first entry is not the very one that was applied
 * last, by position and operation, the log was trimmed, flushed or replaced, and what is missing will never be known. For the same
 * reason a message names the very entry before it: after a failover another one may stand at its position. All methods that
 * change something hold the lock, so entries are applied one after the other.
 */
final class LaneFollower {

    /** What became of a message or a slice. */
    enum Outcome {
        /** The follower stands where the log ended. */
        IN_STEP,
        /** Something is missing that the log still has. */
        BEHIND,
        /** Something is missing that the log does not have. */
        GAP
    }

    /** What happens when an entry is applied. */
    @FunctionalInterface
    interface Effects {

        /**
         * @param entry the entry
         * @param invalidation what it says; null if no one can read it
         */
        void apply(Lane lane, LogEntry entry, @Nullable Invalidation invalidation);
    }

    private static final int HISTORY = 256;

    private final Lane lane;
    private final LaneState state;
    private final OwnOperations own;
    private final Effects effects;

    private final Deque<Cursor> history = new ArrayDeque<>();
    private Cursor cursor = new Cursor(0, "");

    LaneFollower(Lane lane, LaneState state, OwnOperations own, Effects effects) {
        this.lane = lane;
        this.state = state;
        this.own = own;
        this.effects = effects;
    }

    Lane lane() {
        return lane;
    }

    LaneState state() {
        return state;
    }

    synchronized Cursor cursor() {
        return cursor;
    }

    /** What somebody is told who looks at it. */
    LaneStatus status(long nanoTime, Circuit circuit) {
        Cursor now = cursor();
        return new LaneStatus(
                lane.label(),
                now.position() == Position.START ? null : Position.format(now.position()),
                Duration.ofNanos(Math.max(0, nanoTime - state.lastSync())),
                state.gap(),
                circuit.state());
    }

    /** Some places where it stood, the oldest first and the cursor last: by them two histories of the log are told apart. */
    synchronized List<Cursor> history() {
        return List.copyOf(history);
    }

    /** Continues from here: what was before is known from elsewhere. */
    synchronized void continueFrom(Cursor tail) {
        moveTo(tail);
    }

    private void moveTo(Cursor next) {
        cursor = next;
        history.add(next);
        if (history.size() > HISTORY) {
            history.remove();
        }
    }

    /**
     * Continues from here: what was before is lost, and near entries must be verified. The count changes last, so that a fill
     * which begins at the new count reads after the tail was read, and misses nothing.
     */
    synchronized void continueAfterGap(Cursor tail) {
        moveTo(tail);
        state.breakLog();
    }

    /** Near entries must be verified, although the log continues. */
    synchronized void breakLog() {
        state.breakLog();
    }

    synchronized Outcome accept(LogMessage message) {
        LogEntry entry = message.entry();
        if (entry.position() <= cursor.position()) {
            return Outcome.IN_STEP;
        }
        if (!message.previous().equals(cursor) || entry.records().length == 0) {
            return Outcome.BEHIND;
        }
        apply(entry);
        return Outcome.IN_STEP;
    }

    /**
     * @param from where the read of the log began: the cursor at that time
     */
    synchronized Outcome accept(LogSlice slice, Cursor from) {
        List<LogEntry> entries = slice.entries();
        if (entries.isEmpty() || !entries.get(0).cursor().equals(from)) {
            return Outcome.GAP;
        }
        for (LogEntry entry : entries) {
            if (entry.position() > cursor.position()) {
                apply(entry);
            } else if (!history.contains(entry.cursor())) {
                // Messages came between the read and its reply, and they were of another history.
                return Outcome.BEHIND;
            }
        }
        return slice.complete() ? Outcome.IN_STEP : Outcome.BEHIND;
    }

    private void apply(LogEntry entry) {
        boolean hadItsEffect = own.seen(entry.operation()) && !lane.isControl();
        if (!hadItsEffect) {
            effects.apply(lane, entry, parsed(entry));
        }
        moveTo(entry.cursor());
    }

    private static @Nullable Invalidation parsed(LogEntry entry) {
        try {
            return Invalidation.parse(entry.records());
        } catch (MalformedLogException e) {
            return null;
        }
    }
}

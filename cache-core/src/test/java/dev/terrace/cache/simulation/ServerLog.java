package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.Position;
import java.util.ArrayList;
import java.util.List;

/** The stream of one lane: entries in the order of their positions, the oldest of which may be trimmed. */
final class ServerLog {

    private final List<LogEntry> entries;
    private long last;

    ServerLog() {
        this.entries = new ArrayList<>();
    }

    private ServerLog(ServerLog other) {
        this.entries = new ArrayList<>(other.entries);
        this.last = other.last;
    }

    ServerLog copy() {
        return new ServerLog(this);
    }

    /**
     * XADD.
     *
     * @param behind the position is behind this one as well
     */
    LogEntry append(long millis, String operation, byte[] records, long behind) {
        long next = Math.max(last, behind) + 1;
        last = Math.max(next, Position.of(millis, 0));
        LogEntry entry = new LogEntry(last, operation, records);
        entries.add(entry);
        return entry;
    }

    void trim(int most) {
        int surplus = entries.size() - most;
        if (surplus > 0) {
            entries.subList(0, surplus).clear();
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The last entry; there must be one. */
    LogEntry tail() {
        return entries.get(entries.size() - 1);
    }

    /** What the next message names as the entry before it. */
    LogEntry.Cursor previous() {
        return isEmpty() ? new LogEntry.Cursor(Position.START, "-") : tail().cursor();
    }

    /** The entries from this position on, that position included. */
    List<LogEntry> from(long position, int most) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).position() < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return List.copyOf(entries.subList(low, Math.min(entries.size(), low + most)));
    }

    boolean holds(long position, String operation) {
        List<LogEntry> found = from(position, 1);
        return !found.isEmpty() && found.get(0).cursor().equals(new LogEntry.Cursor(position, operation));
    }
}

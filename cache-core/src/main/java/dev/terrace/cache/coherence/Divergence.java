package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.Position;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the log that this instance followed and the one that a failover put in its place part.
 *
 * @param common the last position that both have
 * @param isAmbiguous whether positions behind that, up to the last one known here, may mean something in both
 */
record Divergence(long common, boolean isAmbiguous) {

    /**
     * @param history where this instance stood, the oldest first
     * @param entries the log from the oldest of these on, at least until behind the last one
     */
    static Divergence of(List<Cursor> history, List<LogEntry> entries) {
        Set<Cursor> now = new HashSet<>();
        entries.forEach(entry -> now.add(entry.cursor()));
        long common = history.stream()
                .filter(now::contains)
                .mapToLong(Cursor::position)
                .max()
                .orElse(Position.START);
        long last = history.get(history.size() - 1).position();
        boolean wentBack = entries.isEmpty() || entries.get(entries.size() - 1).position() <= last;
        boolean reused = entries.stream().anyMatch(entry -> entry.position() > common && entry.position() <= last);
        return new Divergence(common, wentBack || reused);
    }
}

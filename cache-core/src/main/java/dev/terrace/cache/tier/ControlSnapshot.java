package dev.terrace.cache.tier;

import java.util.List;
import java.util.Map;

/**
 * The state of the control lane at one moment, from which its log continues.
 *
 * @param epoch changes when the control keys were lost
 * @param lanes the number of key lanes that the namespace was made with
 * @param tags where the tags stand
 * @param clears the position of the last clear of each cache
 * @param cleared the position at which the control keys were made, again or for the first time: whatever was loaded before is
 *     not valid
 * @param patterns the patterns that are active
 * @param fences the stretches of the log that a failover made unreliable
 * @param tail the last entry of the log
 * @param serverMillis the server's clock, milliseconds since the epoch
 */
public record ControlSnapshot(
        String epoch,
        int lanes,
        TagPositions tags,
        Map<String, Long> clears,
        long cleared,
        List<ActivePattern> patterns,
        List<Fence> fences,
        LogEntry.Cursor tail,
        long serverMillis) {
    public ControlSnapshot {
        clears = Map.copyOf(clears);
        patterns = List.copyOf(patterns);
        fences = List.copyOf(fences);
    }
}

package dev.terrace.cache.tier;

import java.util.Map;

/**
 * The state of the control lane at one moment, from which its log continues.
 *
 * @param epoch changes when the control keys were lost
 * @param lanes the number of key lanes that the namespace was made with
 * @param tags the position of the last invalidation of each tag; empty if there are more than the limit of the reader
 * @param tagsComplete whether {@code tags} holds all of them
 * @param clears the position of the last clear of each cache
 * @param cleared the position at which the control keys were made, again or for the first time: whatever was loaded before is
 *     not valid
 * @param tail the last entry of the log
 * @param serverMillis the server's clock, milliseconds since the epoch
 */
public record ControlSnapshot(
        String epoch,
        int lanes,
        Map<String, Long> tags,
        boolean tagsComplete,
        Map<String, Long> clears,
        long cleared,
        LogEntry.Cursor tail,
        long serverMillis) {
    public ControlSnapshot {
        tags = Map.copyOf(tags);
        clears = Map.copyOf(clears);
    }
}

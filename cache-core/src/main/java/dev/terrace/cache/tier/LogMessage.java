package dev.terrace.cache.tier;

/**
 * An entry of a log as the bus brings it, at most once and in no guaranteed order.
 *
 * @param lane the lane it was appended to
 * @param previous the entry before it: its position alone would not tell it from one that a failover put in its place
 * @param entry the entry; without records if they were too many for a message
 */
public record LogMessage(Lane lane, LogEntry.Cursor previous, LogEntry entry) {}

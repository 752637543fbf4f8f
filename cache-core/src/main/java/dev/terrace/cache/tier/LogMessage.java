package dev.terrace.cache.tier;

/**
 * An entry of a log as the bus brings it, at most once and in no guaranteed order.
 *
 * @param lane the lane it was appended to
 * @param previous the position of the entry before it
 * @param entry the entry; without records if they were too many for a message
 */
public record LogMessage(Lane lane, long previous, LogEntry entry) {}

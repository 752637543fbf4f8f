package dev.terrace.cache.tier;

/**
 * An invalidation that the remote tier has carried out and logged.
 *
 * @param position where it stands in the log of its lane
 * @param removed whether there was a value
 */
public record Appended(long position, boolean removed) {}

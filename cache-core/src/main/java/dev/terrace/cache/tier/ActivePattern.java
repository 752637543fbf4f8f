package dev.terrace.cache.tier;

/**
 * A pattern whose old values may still lie in the remote tier.
 *
 * @param id the operation that appended it
 * @param pattern which keys
 * @param position where it stands in the control lane
 * @param owner the instance that removes the old values
 * @param deadline when another instance may take over, milliseconds since the epoch by the server's clock
 */
public record ActivePattern(String id, KeyPattern pattern, long position, String owner, long deadline) {}

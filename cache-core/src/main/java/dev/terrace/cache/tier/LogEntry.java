package dev.terrace.cache.tier;

/**
 * One entry of a lane's log.
 *
 * @param position where it stands
 * @param operation the id of the operation that wrote it, unique over all instances: after a failover another entry may stand
 *     at the same position
 * @param records an {@link Invalidation} in bytes; empty in a message that only says that there is something to read
 */
public record LogEntry(long position, String operation, byte[] records) {

    /** Where a follower stands once it applied this entry. */
    public Cursor cursor() {
        return new Cursor(position, operation);
    }

    /**
     * The last entry of a lane that a reader has applied.
     *
     * @param position its position
     * @param operation its operation, which tells it from another entry that a failover put in its place
     */
    public record Cursor(long position, String operation) {}
}

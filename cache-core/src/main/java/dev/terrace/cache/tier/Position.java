package dev.terrace.cache.tier;

/**
 * A place in a lane's log: the ID of a stream entry, {@code ms-n}, packed into a long that compares as the ID does. Twenty
 * bits hold n; an ID with more entries in one millisecond counts as the last that fits, so that comparisons stay conservative.
 */
public final class Position {

    /** Before every entry. */
    public static final long START = 0;

    /** Behind every entry. */
    public static final long END = Long.MAX_VALUE;

    private static final int SEQUENCE_BITS = 20;
    private static final long MAXIMUM_SEQUENCE = (1L << SEQUENCE_BITS) - 1;

    private Position() {}

    public static long of(long millis, long sequence) {
        return millis << SEQUENCE_BITS | Math.min(sequence, MAXIMUM_SEQUENCE);
    }

    /** The first position of a score of the tag set: ms × 1000 + min(n, 999). */
    public static long ofScore(long score) {
        long sequence = score % 1000;
        return of(score / 1000, sequence == 999 ? MAXIMUM_SEQUENCE : sequence);
    }

    /**
     * The position of an ID.
     *
     * @throws IllegalArgumentException if the text is not an ID
     */
    public static long parse(String id) {
        int dash = id.indexOf('-');
        if (dash < 1) {
            throw new IllegalArgumentException("'%s' is not the ID of a stream entry".formatted(id));
        }
        return of(Long.parseLong(id, 0, dash, 10), Long.parseLong(id, dash + 1, id.length(), 10));
    }

    /** The first position of the millisecond behind this position's. */
    public static long nextMillisecond(long position) {
        return of((position >>> SEQUENCE_BITS) + 1, 0);
    }

    /** The ID at this position. */
    public static String format(long position) {
        return (position >>> SEQUENCE_BITS) + "-" + (position & MAXIMUM_SEQUENCE);
    }
}

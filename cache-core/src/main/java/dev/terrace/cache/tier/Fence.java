package dev.terrace.cache.tier;

/**
 * A stretch of the control lane that a failover made unreliable: positions in it may have been given twice, so an entry that
 * carries one is not valid, now or later.
 *
 * @param from the last position that both histories share
 * @param to the position of the record that ends the stretch; loads that began behind it are reliable again
 */
public record Fence(long from, long to) {

    /** Whether an entry that carries this control position may be one of the lost history. */
    public boolean covers(long position) {
        return position > from && position < to;
    }
}

package dev.terrace.cache.tier;

import java.util.List;

/**
 * Some keys of a scan, and where it goes on. A scan sees every key that is there from its beginning to its end, perhaps more
 * than once, and perhaps some others.
 *
 * @param keys the keys
 * @param next what the next call is told, or {@link #END}
 */
public record KeyPage(List<RemoteKey> keys, String next) {

    /** Where a scan begins. */
    public static final String START = "0";

    /** Where it ends. */
    public static final String END = "";

    public KeyPage {
        keys = List.copyOf(keys);
    }

    public boolean isLast() {
        return next.equals(END);
    }
}

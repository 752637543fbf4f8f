package dev.terrace.cache.tier;

import java.util.List;

/**
 * An invalidation of single keys that the remote tier has carried out and logged.
 *
 * @param position where it stands in the log of its lane
 * @param removed for each key whether there was a value
 */
public record Appended(long position, List<Boolean> removed) {
    public Appended {
        removed = List.copyOf(removed);
    }
}

package dev.terrace.cache.near;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds near entries by the hash that invalidations carry, over all caches of a namespace. Two keys of one hash share a place:
 * the one installed last has it, the other is dropped. Thread-safe.
 */
public final class NearIndex {

    private final ConcurrentMap<Long, NearEntry> entries = new ConcurrentHashMap<>();

    /** Drops the entry of this hash, if there is one. */
    public void drop(long hash) {
        NearEntry entry = entries.get(hash);
        if (entry != null) {
            entry.owner().drop(entry.key());
        }
    }

    /** Enters an entry and returns the one that had its place. */
    @Nullable
    NearEntry put(NearEntry entry) {
        return entries.put(entry.origin().hash(), entry);
    }

    void remove(NearEntry entry) {
        entries.remove(entry.origin().hash(), entry);
    }

    /** Gives the place back to the entry that this one took it from. */
    void restore(NearEntry entry, @Nullable NearEntry previous) {
        if (previous == null) {
            remove(entry);
        } else {
            entries.replace(entry.origin().hash(), entry, previous);
        }
    }

    int size() {
        return entries.size();
    }
}

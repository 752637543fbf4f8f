package dev.terrace.cache.near;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds near entries by the hash that invalidations carry, over all caches of a namespace. Two keys of one hash share a place:
 * the one installed last has it, the other is dropped. Thread-safe.
 */
public final class NearIndex {

    private final ConcurrentMap<Long, NearEntry> entries = new ConcurrentHashMap<>();
    private Iterator<NearEntry> rest = Collections.emptyIterator();

    /** Drops the entry of this hash, if there is one. */
    public void drop(long hash) {
        NearEntry entry = entries.get(hash);
        if (entry != null) {
            entry.owner().drop(entry.key());
        }
    }

    /** The entry of this hash, or null. */
    public @Nullable NearEntry find(long hash) {
        return entries.get(hash);
    }

    /** Enters an entry and returns the one that had its place. */
    @Nullable
    NearEntry put(NearEntry entry) {
        return entries.put(entry.hash(), entry);
    }

    void remove(NearEntry entry) {
        entries.remove(entry.hash(), entry);
    }

    /** Gives the place back to the entry that this one took it from. */
    void restore(NearEntry entry, @Nullable NearEntry previous) {
        if (previous == null) {
            remove(entry);
        } else {
            entries.replace(entry.hash(), entry, previous);
        }
    }

    /** Some entries, other ones each time, until all had their turn. Linear in what is asked for. */
    public synchronized List<NearEntry> sample(int most) {
        List<NearEntry> sample = new ArrayList<>();
        if (!rest.hasNext()) {
            rest = entries.values().iterator();
        }
        while (rest.hasNext() && sample.size() < most) {
            sample.add(rest.next());
        }
        return sample;
    }

    int size() {
        return entries.size();
    }
}

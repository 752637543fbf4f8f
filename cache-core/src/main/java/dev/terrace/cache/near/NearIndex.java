package dev.terrace.cache.near;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds near entries by the hash that invalidations carry, over all caches of a namespace. Two keys of one hash share a place:
 * the one installed last has it, the other is dropped. Thread-safe: its entries are spread over tables with a lock each, within
 * which nobody else is called.
 */
public final class NearIndex {

    private final IndexTable[] tables =
            Stream.generate(IndexTable::new).limit(IndexTable.COUNT).toArray(IndexTable[]::new);

    /** The table that is sampled next. */
    private int turn;

    /** Drops the entry of this hash, if there is one. */
    public void drop(long hash) {
        NearEntry entry = find(hash);
        if (entry != null) {
            entry.owner().drop(entry.key());
        }
    }

    /** The entry of this hash, or null. */
    public @Nullable NearEntry find(long hash) {
        return table(hash).find(hash);
    }

    /** Enters an entry and returns the one that had its place. */
    @Nullable
    NearEntry put(NearEntry entry) {
        return table(entry.hash()).put(entry);
    }

    void remove(NearEntry entry) {
        table(entry.hash()).remove(entry);
    }

    /** Gives the place back to the entry that this one took it from. */
    void restore(NearEntry entry, @Nullable NearEntry previous) {
        if (previous == null) {
            remove(entry);
        } else {
            table(entry.hash()).replace(entry, previous);
        }
    }

    /**
     * Some entries, other ones each time, until all had their turn; one that moves meanwhile may have none, or a second one. Linear in
     * what is asked for.
     */
    public synchronized List<NearEntry> sample(int most) {
        List<NearEntry> sample = rest(most);
        return sample.isEmpty() ? rest(most) : sample;
    }

    private List<NearEntry> rest(int most) {
        List<NearEntry> rest = new ArrayList<>();
        while (turn < tables.length && tables[turn].walk(rest, most)) {
            turn++;
        }
        turn %= tables.length;
        return rest;
    }

    int size() {
        return Stream.of(tables).mapToInt(IndexTable::size).sum();
    }

    private IndexTable table(long hash) {
        return tables[IndexTable.of(hash)];
    }
}

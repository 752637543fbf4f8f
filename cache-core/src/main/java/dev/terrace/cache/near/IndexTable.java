package dev.terrace.cache.near;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the index: entries by their hashes, which they know themselves, so that a slot is all that one takes here. It lies in the
 * slot that its hash asks for, or in the next free one behind; a removal moves others up, so that there is no free one between (linear
 * probing and deletion as in Knuth's Algorithms 6.4 L and R). Between an eighth and two thirds of the slots are taken. Thread-safe;
 * constant time but for growing and shrinking; nobody else is called within its lock.
 */
final class IndexTable {

    /** How many tables there are: more than threads that install or invalidate at a time. */
    static final int COUNT = 1 << 4;

    private static final int COUNT_BITS = Integer.numberOfTrailingZeros(COUNT);
    private static final int LEAST = 16;

    /** 2 to the 64th by the golden ratio: hashes in sequence are far from each other. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private @Nullable NearEntry[] slots = new NearEntry[LEAST];
    private int size;

    /** The slots before this one are still to be walked through. */
    private int ahead = LEAST;

    /** The table that a hash belongs to. */
    static int of(long hash) {
        return (int) (mixed(hash) >>> (Long.SIZE - COUNT_BITS));
    }

    private static long mixed(long hash) {
        return (hash ^ (hash >>> Integer.SIZE)) * SPREAD;
    }

    synchronized @Nullable NearEntry find(long hash) {
        return slots[slotOf(hash)];
    }

    /** Enters an entry and returns the one of the same hash that was there. */
    synchronized @Nullable NearEntry put(NearEntry entry) {
        int slot = slotOf(entry.hash());
        NearEntry previous = slots[slot];
        slots[slot] = entry;
        if (previous == null) {
            size++;
            if (size > slots.length / 3 * 2) {
                resize(slots.length * 2);
            }
        }
        return previous;
    }

    /** If it is this very entry that is there. */
    synchronized void replace(NearEntry entry, NearEntry other) {
        int slot = slotOf(entry.hash());
        if (slots[slot] == entry) {
            slots[slot] = other;
        }
    }

    /** If it is this very entry that is there. */
    synchronized void remove(NearEntry entry) {
        int slot = slotOf(entry.hash());
        if (slots[slot] == entry) {
            empty(slot);
            size--;
            if (size < slots.length / 8 && slots.length > LEAST) {
                resize(slots.length / 2);
            }
        }
    }

    /**
     * Adds entries to a list, up to a length of it, from where it last ended. Backwards, as removals move entries: few escape: those
     * that come from before the first slot, and some when the table is resized.
     *
     * @return whether all have been walked through
     */
    synchronized boolean walk(List<NearEntry> list, int length) {
        while (ahead > 0 && list.size() < length) {
            ahead--;
            NearEntry entry = slots[ahead];
            if (entry != null) {
                list.add(entry);
            }
        }
        boolean through = ahead == 0;
        if (through) {
            ahead = slots.length;
        }
        return through;
    }

    synchronized int size() {
        return size;
    }

    /** The slot of the entry with this hash, or the free one that it would take. */
    private int slotOf(long hash) {
        int slot = home(hash);
        for (NearEntry there = slots[slot]; there != null && there.hash() != hash; there = slots[slot]) {
            slot = next(slot);
        }
        return slot;
    }

    private void empty(int slot) {
        int free = slot;
        int other = next(slot);
        for (NearEntry entry = slots[other]; entry != null; entry = slots[other]) {
            if (distance(home(entry.hash()), other) >= distance(free, other)) {
                slots[free] = entry;
                free = other;
            }
            other = next(other);
        }
        slots[free] = null;
    }

    /** A walk goes on about where it stands: slots are in the order of the mixed hashes, in whatever number. */
    private void resize(int length) {
        @Nullable NearEntry[] before = slots;
        ahead = (int) ((long) ahead * length / before.length);
        slots = new NearEntry[length];
        for (NearEntry entry : before) {
            if (entry != null) {
                slots[slotOf(entry.hash())] = entry;
            }
        }
    }

    private int home(long hash) {
        return (int) ((mixed(hash) << COUNT_BITS) >>> Long.numberOfLeadingZeros(slots.length - 1L));
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }

    /** How many steps forward it is from one slot to another. */
    private int distance(int from, int to) {
        return (to - from) & (slots.length - 1);
    }
}

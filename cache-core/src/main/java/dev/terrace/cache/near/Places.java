package dev.terrace.cache.near;

import dev.terrace.cache.Priority;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * The places of a near tier that are kept for some entries, so that others cannot take them: up to half of the tier for critical ones,
 * which hold them until they leave, and up to a quarter for those of high priority, of which the one that came first makes room for
 * the next. Thread-safe; a step takes constant time, but for what it gives up.
 */
final class Places {

    private final long mostPinned;
    private final long mostHigh;
    private final ToIntFunction<NearEntry> weights;
    private final Predicate<NearEntry> isOver;
    private final Set<NearEntry> pinned = new LinkedHashSet<>();
    private final Set<NearEntry> high = new LinkedHashSet<>();
    private final List<NearEntry> over = new ArrayList<>();
    private int refusalsToLook;
    private long pinnedWeight;
    private long highWeight;

    /** Whether one was ever taken: a tier without such entries need not wait for another thread's step. */
    private volatile boolean everUsed;

    /** Where an entry stands. */
    enum Place {
        /** Among all others. */
        ORDINARY,
        /** On one kept for high priority. */
        HIGH,
        /** On one kept for critical ones. */
        PINNED
    }

    /**
     * @param bound how much the tier may hold
     * @param weights what an entry counts of that
     * @param isOver whether an entry will not be served again
     */
    Places(long bound, ToIntFunction<NearEntry> weights, Predicate<NearEntry> isOver) {
        this.mostPinned = bound / 2;
        this.mostHigh = bound / 4;
        this.weights = weights;
        this.isOver = isOver;
    }

    /**
     * Gives an entry the place that its priority asks for.
     *
     * @return false if it should be pinned and there is no room: then it has a place as of high priority
     */
    boolean take(NearEntry entry) {
        Priority priority = entry.origin().priority();
        return (priority != Priority.CRITICAL && priority != Priority.HIGH)
                || takeKept(entry, priority == Priority.CRITICAL);
    }

    private synchronized boolean takeKept(NearEntry entry, boolean critical) {
        everUsed = true;
        int weight = weights.applyAsInt(entry);
        if (critical && hasRoom(weight)) {
            pinned.add(entry);
            pinnedWeight += weight;
            entry.moveTo(Place.PINNED);
            return true;
        }
        if (weight <= mostHigh) {
            high.add(entry);
            highWeight += weight;
            entry.moveTo(Place.HIGH);
        }
        return !critical;
    }

    private boolean hasRoom(int weight) {
        if (pinnedWeight + weight > mostPinned && --refusalsToLook <= 0) {
            pinned.stream().filter(isOver).toList().forEach(entry -> {
                leave(entry);
                over.add(entry);
            });
            // A look at all of them for every eighth of them that is refused: a constant share of the work.
            refusalsToLook = pinned.size() / 8;
        }
        return pinnedWeight + weight <= mostPinned;
    }

    /** Entries that were pinned and will not be served again, each told once. */
    synchronized List<NearEntry> over() {
        if (over.isEmpty()) {
            return List.of();
        }
        List<NearEntry> told = List.copyOf(over);
        over.clear();
        return told;
    }

    /** The entries that must make room, the first that came first. They are no longer among those of high priority. */
    synchronized List<NearEntry> crowdedOut() {
        if (highWeight <= mostHigh) {
            return List.of();
        }
        List<NearEntry> out = new ArrayList<>();
        while (highWeight > mostHigh) {
            NearEntry first = high.iterator().next();
            leave(first);
            out.add(first);
        }
        return out;
    }

    boolean wereEverUsed() {
        return everUsed;
    }

    /** An entry has no place any more that is kept for it. One that has none gets none: it is asked for once, when it comes. */
    void leave(NearEntry entry) {
        if (entry.place() != Place.ORDINARY) {
            leaveKept(entry);
        }
    }

    private synchronized void leaveKept(NearEntry entry) {
        int weight = weights.applyAsInt(entry);
        if (pinned.remove(entry)) {
            pinnedWeight -= weight;
        } else if (high.remove(entry)) {
            highWeight -= weight;
        }
        entry.moveTo(Place.ORDINARY);
    }

    /** How much has a place that is kept for it. */
    synchronized long weight() {
        return pinnedWeight + highWeight;
    }

    synchronized long pinnedWeight() {
        return pinnedWeight;
    }
}

package dev.terrace.cache.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How often what happened, over one run or many. */
final class Counts {

    private final Map<String, Long> counts = new HashMap<>();

    void add(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    void add(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    synchronized void addAll(Counts others) {
        others.counts.forEach((what, times) -> counts.merge(what, times, Long::sum));
    }

    long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    Map<String, Long> all() {
        return new TreeMap<>(counts);
    }
}

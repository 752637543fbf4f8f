package dev.terrace.cache.loading;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What can be said of many loads. */
final class Loads {

    private Loads() {}

    static Collection<List<Load>> byKey(List<Load> loads) {
        return loads.stream().collect(Collectors.groupingBy(Load::key)).values();
    }

    /**
     * The shortest time between the end of a load and the beginning of the next one of the same key; negative if they overlapped,
     * long if no key was loaded twice.
     */
    static Duration shortestGap(List<Load> loads) {
        long shortest = Long.MAX_VALUE;
        for (List<Load> ofKey : byKey(loads)) {
            for (int i = 1; i < ofKey.size(); i++) {
                long gap = ofKey.get(i).began() - ofKey.get(i - 1).ended();
                shortest = Math.min(shortest, gap);
            }
        }
        return Duration.ofNanos(shortest);
    }
}

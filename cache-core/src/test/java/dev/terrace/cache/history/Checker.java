package dev.terrace.cache.history;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Holds a history against the guarantees. */
final class Checker {

    private Checker() {}

    static List<Anomaly> check(History history) {
        Invalidations invalidations = new Invalidations(history);
        return Stream.of(
                        new StalenessRule(history, invalidations).check(),
                        new ValueRule(history, invalidations).check(),
                        new OverlapRule(history, invalidations).check(),
                        new HerdRule(history, invalidations).check(),
                        new RestRule(history, invalidations).check())
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(Anomaly::at))
                .toList();
    }
}

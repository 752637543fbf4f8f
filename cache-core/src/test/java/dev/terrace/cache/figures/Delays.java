package dev.terrace.cache.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long something took, many times.
 *
 * @param sorted nanoseconds, ascending, at least one
 */
record Delays(List<Long> sorted) {

    /** What {@link #row} gives, behind the cells that it is told. */
    static final List<String> COLUMNS = List.of("Count", "p50", "p99", "Longest");

    Delays {
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured");
        }
        sorted = sorted.stream().sorted().toList();
    }

    int count() {
        return sorted.size();
    }

    /** The smallest delay that this share of all does not exceed (nearest rank): a value that was measured. */
    long at(double share) {
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    long median() {
        return at(0.5);
    }

    long p99() {
        return at(0.99);
    }

    long longest() {
        return sorted.get(sorted.size() - 1);
    }

    /** A row of a table. */
    List<String> row(String... first) {
        List<String> row = new ArrayList<>(List.of(first));
        row.addAll(List.of(Report.whole(count()), text(median()), text(p99()), text(longest())));
        return row;
    }

    static String text(long nanos) {
        return nanos < 10_000_000
                ? String.format(Locale.ROOT, "%,.0f µs", nanos / 1e3)
                : String.format(Locale.ROOT, "%,.1f ms", nanos / 1e6);
    }
}

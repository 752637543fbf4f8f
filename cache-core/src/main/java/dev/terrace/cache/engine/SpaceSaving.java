package dev.terrace.cache.engine;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the most frequent elements of a stream with a fixed number of counters. An element that has none takes over that of the
 * least counted one, with its count: so none that is more frequent than the whole divided by the number of counters is missing, and
 * no count is too low, until what is counted {@linkplain #age ages}: then both hold of what each addition weighs by now, but for what the
 * halves were rounded by. Not thread-safe; adding is linear in the number of counters, for few and seldom.
 *
 * @see <a href="https://doi.org/10.1007/978-3-540-30570-5_27">Metwally, Agrawal, El Abbadi: Efficient Computation of Frequent and
 *     Top-k Elements in Data Streams (ICDT 2005)</a>
 */
final class SpaceSaving<T> {

    private final int capacity;
    private final Map<T, Long> counts = new HashMap<>();

    SpaceSaving(int capacity) {
        this.capacity = capacity;
    }

    /** An element and its count. */
    record Counted<T>(T element, long count) {}

    void add(T element, long weight) {
        Long count = counts.get(element);
        if (count == null && counts.size() >= capacity) {
            Map.Entry<T, Long> least =
                    counts.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
            counts.remove(least.getKey());
            count = least.getValue();
        }
        counts.put(element, (count == null ? 0 : count) + weight);
    }

    /** What was counted so far counts half from now on. */
    void age() {
        counts.replaceAll((element, count) -> count / 2);
        counts.values().removeIf(count -> count == 0);
    }

    /** The most frequent ones, the first the most. */
    List<Counted<T>> top(int most) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .map(entry -> new Counted<>(entry.getKey(), entry.getValue()))
                .toList();
    }
}

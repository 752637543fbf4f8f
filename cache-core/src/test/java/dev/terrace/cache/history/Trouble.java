package dev.terrace.cache.history;

import dev.terrace.cache.history.Happening.Failed;
import dev.terrace.cache.history.Happening.Synced;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When Redis was out of an instance's reach, told by its calls and not by what it thinks: from the moment when a call was sent
 * that failed, until a read of the control log has succeeded that was sent an interval after the first that succeeded again:
 * between the two it comes back in step. Only then may it serve, load and defer as in degraded mode.
 */
final class Trouble {

    /** The end of trouble that did not end; leaves room for sums. */
    static final long ENDLESS = Long.MAX_VALUE / 4;

    /** The intervals of each instance, from beginning to end, apart from each other. */
    private final Map<Integer, TreeMap<Long, Long>> intervals = new HashMap<>();

    /**
     * @param interval between two syncs
     */
    Trouble(List<Failed> failures, List<Synced> syncs, long interval) {
        Map<Integer, TreeMap<Long, Synced>> syncsOf = new HashMap<>();
        syncs.forEach(sync ->
                syncsOf.computeIfAbsent(sync.instance(), i -> new TreeMap<>()).put(sync.sent(), sync));
        for (Failed failure : failures) {
            TreeMap<Long, Synced> own = syncsOf.getOrDefault(failure.instance(), new TreeMap<>());
            Map.Entry<Long, Synced> first = own.ceilingEntry(failure.received());
            Map.Entry<Long, Synced> next =
                    first == null ? null : own.ceilingEntry(first.getValue().received() + interval);
            long end = next == null ? ENDLESS : next.getValue().received();
            add(intervals.computeIfAbsent(failure.instance(), i -> new TreeMap<>()), failure.sent(), end);
        }
    }

    private static void add(TreeMap<Long, Long> intervals, long from, long to) {
        long begin = from;
        long end = to;
        for (Map.Entry<Long, Long> other = intervals.floorEntry(end);
                other != null && other.getValue() >= begin;
                other = intervals.floorEntry(end)) {
            begin = Math.min(begin, other.getKey());
            end = Math.max(end, other.getValue());
            intervals.remove(other.getKey());
        }
        intervals.put(begin, end);
    }

    boolean at(int instance, long time) {
        return during(instance, time, time);
    }

    /** Whether some of this time was in trouble. */
    boolean during(int instance, long from, long to) {
        Map.Entry<Long, Long> last = of(instance).floorEntry(to);
        return last != null && last.getValue() >= from;
    }

    /** When the trouble at this time ended; this time if there was none. */
    long endOf(int instance, long time) {
        Map.Entry<Long, Long> last = of(instance).floorEntry(time);
        return last != null && last.getValue() >= time ? last.getValue() : time;
    }

    /** How long an instance was in trouble within this time. */
    long total(int instance, long from, long to) {
        return of(instance).entrySet().stream()
                .mapToLong(
                        interval -> Math.max(0, Math.min(to, interval.getValue()) - Math.max(from, interval.getKey())))
                .sum();
    }

    private TreeMap<Long, Long> of(int instance) {
        return intervals.getOrDefault(instance, new TreeMap<>());
    }
}

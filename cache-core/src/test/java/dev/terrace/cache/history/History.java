package dev.terrace.cache.history;

import dev.terrace.cache.history.Happening.Fault;
import dev.terrace.cache.history.Happening.Load;
import dev.terrace.cache.history.Happening.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that happened in a run, and the look-ups that more than one rule needs. */
final class History {

    private final Map<Class<?>, List<Happening>> byKind;
    private final Bounds bounds;
    private final Trouble trouble;
    private final Map<Long, Value> values = new HashMap<>();
    private final Map<Long, Long> settled = new HashMap<>();
    private final Map<Long, Load> loads = new HashMap<>();
    private final TreeSet<Integer> instances = new TreeSet<>();

    History(List<Happening> happenings, Bounds bounds) {
        this.bounds = bounds;
        this.byKind = happenings.stream().collect(Collectors.groupingBy(Object::getClass));
        this.trouble = new Trouble(all(Happening.Failed.class), all(Happening.Synced.class), bounds.interval());
        all(Happening.Read.class).forEach(read -> instances.add(read.instance()));
        all(Write.class).forEach(write -> instances.add(write.instance()));
        for (Load load : all(Load.class)) {
            values.put(load.value().id(), load.value());
            settled.put(load.value().id(), load.began());
            loads.put(load.value().id(), load);
        }
        for (Write write : all(Write.class)) {
            Value put = write.put();
            if (put != null) {
                values.put(put.id(), put);
                settled.put(put.id(), write.returned());
            }
        }
    }

    @SuppressWarnings("unchecked")
    <T extends Happening> List<T> all(Class<T> kind) {
        return (List<T>) byKind.getOrDefault(kind, List.of());
    }

    Bounds bounds() {
        return bounds;
    }

    Trouble trouble() {
        return trouble;
    }

    /** The instances that read or wrote something. */
    TreeSet<Integer> instances() {
        return instances;
    }

    /** Whether somebody made this value. */
    boolean isKnown(Value value) {
        return value.equals(values.get(value.id()));
    }

    /** An invalidation that was invoked later than this makes the value outdated: a load's beginning, a put's end. */
    long settledAt(Value value) {
        return settled.getOrDefault(value.id(), value.began());
    }

    /** The load that brought this value; null if it was put. */
    @Nullable
    Load loadOf(Value value) {
        return loads.get(value.id());
    }

    /** Loads by key, in the order in which they began. */
    Map<Integer, List<Load>> loadsByKey() {
        return all(Load.class).stream()
                .sorted(Comparator.comparingLong(Load::began))
                .collect(Collectors.groupingBy(load -> load.value().key()));
    }

    /** How many faults of any kind fall into this time, at least in part. */
    int faults(long from, long to) {
        return (int) all(Fault.class).stream()
                .filter(fault -> fault.from() <= to && fault.to() >= from)
                .count();
    }

    /** When whatever a fault made Redis forget must have been said again by this instance. */
    long reissuedAt(Fault fault, int instance) {
        return trouble.endOf(instance, fault.to()) + 2 * bounds.interval();
    }

    /** The fault that may have made Redis forget what it acknowledged at this time, or null. */
    @Nullable
    Fault forgetting(long acknowledged) {
        return all(Fault.class).stream()
                .filter(fault -> fault.kind() == Fault.Kind.ROLLED_BACK)
                .filter(fault -> fault.from() <= acknowledged && acknowledged <= fault.to())
                .findFirst()
                .orElse(null);
    }

    /** The name of the phase at this time. */
    String phaseAt(long time) {
        return all(Happening.Phase.class).stream()
                .filter(phase -> phase.contains(time))
                .map(Happening.Phase::name)
                .findFirst()
                .orElse("between phases");
    }

    /** A short text for a time: milliseconds since the first phase began. */
    String time(long nanoTime) {
        List<Happening.Phase> phases = new ArrayList<>(all(Happening.Phase.class));
        long start = phases.stream().mapToLong(Happening.Phase::from).min().orElse(0);
        return Objects.toString(Math.round((nanoTime - start) / 1e4) / 100.0) + "ms";
    }
}

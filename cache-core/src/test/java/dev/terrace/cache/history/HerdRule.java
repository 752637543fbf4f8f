package dev.terrace.cache.history;

import dev.terrace.cache.history.Anomaly.Kind;
import dev.terrace.cache.history.Happening.Fault;
import dev.terrace.cache.history.Happening.Load;
import dev.terrace.cache.history.Invalidations.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One load of a key for all instances after a clear, or after everything was lost. */
final class HerdRule {

    private final History history;
    private final Invalidations invalidations;
    private final Map<Integer, List<Load>> stored;

    HerdRule(History history, Invalidations invalidations) {
        this.history = history;
        this.invalidations = invalidations;
        this.stored = history.loadsByKey().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        ofKey -> ofKey.getValue().stream()
                                .filter(this::couldBeStored)
                                .toList()));
    }

    List<Anomaly> check() {
        List<Anomaly> anomalies = new ArrayList<>();
        for (Effect effect : invalidations.all()) {
            if (effect.write().target() instanceof Target.OfCache) {
                Keyspace.keysOf(effect.write().target()).forEach(key -> afterClear(key, effect, anomalies));
            }
        }
        for (Fault fault : history.all(Fault.class)) {
            if (fault.kind() == Fault.Kind.LOST || fault.kind() == Fault.Kind.ROLLED_BACK) {
                stored.keySet().forEach(key -> afterLoss(key, fault, anomalies));
            }
        }
        return anomalies;
    }

    private void afterClear(int key, Effect clear, List<Anomaly> anomalies) {
        long from = clear.effective();
        long next = nextInvalidation(key, clear);
        int excuses = excuses(from, next);
        List<Load> since = countable(key, from, next);
        // An instance that has not heard of the clear yet loads what is invalid on arrival, and then once more.
        since.stream()
                .collect(Collectors.groupingBy(Load::instance))
                .forEach((instance, own) -> require(own, 2 + excuses, "the clear", from, anomalies));
        long known = from + history.bounds().staleness();
        require(countable(key, known, next), 1 + excuses, "the clear was known to all", known, anomalies);
    }

    private void afterLoss(int key, Fault fault, List<Anomaly> anomalies) {
        long known = history.instances().stream()
                        .mapToLong(instance -> history.trouble().endOf(instance, fault.to()))
                        .max()
                        .orElse(fault.to())
                + history.bounds().staleness();
        long next = invalidations.of(key).stream()
                .filter(effect -> invalidations.landedBy(effect) >= known)
                .mapToLong(effect -> Math.max(known, effect.write().invoked()))
                .min()
                .orElse(Long.MAX_VALUE);
        int excuses = excuses(known, next);
        require(countable(key, known, next), 1 + excuses, "everything was lost", known, anomalies);
    }

    /** Each fault may cost each instance a load. */
    private int excuses(long from, long to) {
        return history.faults(from - history.bounds().lease(), to)
                * history.instances().size();
    }

    private long nextInvalidation(int key, Effect clear) {
        return invalidations.of(key).stream()
                .filter(effect -> !effect.equals(clear) && invalidations.landedBy(effect) >= clear.effective())
                .mapToLong(effect -> Math.max(clear.effective(), effect.write().invoked()))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private List<Load> countable(int key, long from, long to) {
        return stored.getOrDefault(key, List.of()).stream()
                .filter(load -> load.asked() > from && load.ended() < to)
                .toList();
    }

    /** Whether its result could be stored for all: nothing kept it from Redis. */
    private boolean couldBeStored(Load load) {
        return load.ended() - load.asked() < history.bounds().lease()
                && !history.trouble()
                        .during(
                                load.instance(),
                                load.asked(),
                                load.ended() + history.bounds().lease());
    }

    private void require(List<Load> some, int most, String after, long since, List<Anomaly> anomalies) {
        if (some.size() > most) {
            anomalies.add(new Anomaly(
                    Kind.A8,
                    some.get(most).began(),
                    "%d loads of %s since %s at %s, at most %d are due: %s"
                            .formatted(
                                    some.size(),
                                    Keyspace.nameOf(some.get(0).value().key()),
                                    after,
                                    history.time(since),
                                    most,
                                    some.stream()
                                            .map(load -> ValueText.of(history, load.value()))
                                            .toList())));
        }
    }
}

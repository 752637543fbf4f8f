package dev.terrace.cache.history;

import dev.terrace.cache.Origin;
import dev.terrace.cache.history.Happening.Noticed.What;
import dev.terrace.cache.history.Happening.Phase;
import dev.terrace.cache.history.Happening.Read;
import dev.terrace.cache.history.Invalidations.Effect;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One phase in numbers; times in milliseconds.
 *
 * @param staleness of each read that got something outdated: how long ago the oldest invalidation that it had not seen was
 *     acknowledged
 * @param invisible of each acknowledged invalidation: how long it took until no other instance read anything older
 */
record Figures(
        Phase phase,
        Map<Origin, Integer> reads,
        int writes,
        int deferred,
        List<Double> staleness,
        List<Double> invisible,
        int loads,
        int loadedKeys,
        int mostLoads,
        int gaps,
        int losses,
        int mismatches,
        double trouble,
        int anomalies) {

    static Figures of(Phase phase, History history, Invalidations invalidations, List<Anomaly> anomalies) {
        Map<Origin, Integer> reads = new EnumMap<>(Origin.class);
        Map<Effect, Double> lastSeen = new HashMap<>();
        List<Double> staleness = new ArrayList<>();
        for (Read read : history.all(Read.class)) {
            if (!phase.contains(read.invoked())) {
                continue;
            }
            reads.merge(read.origin(), 1, Integer::sum);
            double oldest = 0;
            for (Effect effect : invalidations.unseenBy(read)) {
                double age = millis(read.invoked() - effect.effective());
                oldest = Math.max(oldest, age);
                lastSeen.merge(effect, age, Math::max);
            }
            if (oldest > 0) {
                staleness.add(oldest);
            }
        }
        List<Effect> effects = invalidations.all().stream()
                .filter(effect -> phase.contains(effect.write().invoked()))
                .toList();
        Map<Integer, Integer> loads = new HashMap<>();
        history.all(Happening.Load.class).stream()
                .filter(load -> phase.contains(load.began()))
                .forEach(load -> loads.merge(load.value().key(), 1, Integer::sum));
        return new Figures(
                phase,
                reads,
                effects.size(),
                (int) effects.stream().filter(Effect::isDeferred).count(),
                staleness.stream().sorted().toList(),
                effects.stream()
                        .filter(effect -> !effect.isDeferred())
                        .map(effect -> Math.max(0, lastSeen.getOrDefault(effect, 0.0)))
                        .sorted()
                        .toList(),
                loads.values().stream().mapToInt(Integer::intValue).sum(),
                loads.size(),
                loads.values().stream().mapToInt(Integer::intValue).max().orElse(0),
                noticed(history, phase, What.GAP),
                noticed(history, phase, What.LOSS),
                noticed(history, phase, What.MISMATCH),
                millis(history.instances().stream()
                        .mapToLong(instance -> history.trouble().total(instance, phase.from(), phase.to()))
                        .sum()),
                (int) anomalies.stream()
                        .filter(anomaly -> phase.contains(anomaly.at()))
                        .count());
    }

    private static int noticed(History history, Phase phase, What what) {
        return (int) history.all(Happening.Noticed.class).stream()
                .filter(noticed -> noticed.what() == what && phase.contains(noticed.at()))
                .count();
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    int allReads() {
        return reads.values().stream().mapToInt(Integer::intValue).sum();
    }

    double share(Origin origin) {
        return allReads() == 0 ? 0 : (double) reads.getOrDefault(origin, 0) / allReads();
    }

    /** The value that this share of all is not above; 0 of none. */
    static double percentile(List<Double> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }
}

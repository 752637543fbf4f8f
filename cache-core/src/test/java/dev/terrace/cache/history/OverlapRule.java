package dev.terrace.cache.history;

import dev.terrace.cache.history.Anomaly.Kind;
import dev.terrace.cache.history.Happening.Fault;
import dev.terrace.cache.history.Happening.Load;
import java.util.ArrayList;
import java.util.List;

/** G4: at most one load of a key at a time. */
final class OverlapRule {

    private static final int LEASES_TO_WAIT = 2;

    private final History history;
    private final Invalidations invalidations;

    OverlapRule(History history, Invalidations invalidations) {
        this.history = history;
        this.invalidations = invalidations;
    }

    List<Anomaly> check() {
        List<Anomaly> anomalies = new ArrayList<>();
        history.loadsByKey().values().forEach(ofKey -> overlaps(ofKey, anomalies));
        return anomalies;
    }

    private void overlaps(List<Load> ofKey, List<Anomaly> anomalies) {
        List<Load> running = new ArrayList<>();
        for (Load load : ofKey) {
            running.removeIf(other -> other.ended() <= load.began());
            for (Load other : running) {
                if (!isExcused(other, load)) {
                    anomalies.add(new Anomaly(
                            Kind.A3,
                            load.began(),
                            "%s, asked for at %s, and %s, asked for at %s"
                                    .formatted(
                                            ValueText.of(history, other.value()),
                                            history.time(other.asked()),
                                            ValueText.of(history, load.value()),
                                            history.time(load.asked()))));
                }
            }
            running.add(load);
        }
    }

    private boolean isExcused(Load first, Load second) {
        long lease = history.bounds().lease();
        // Each lease was granted between the question and the load: what happened since then may have ended it.
        long asked = Math.min(first.asked(), second.asked());
        return isDegraded(first)
                || isDegraded(second)
                || second.began() - asked >= lease
                || waited(first) >= LEASES_TO_WAIT * lease
                || waited(second) >= LEASES_TO_WAIT * lease
                || isAfterLoss(asked, first, second)
                || invalidations.interfere(first.value().key(), asked, second.began());
    }

    /** Leases are gone, or what an instance has to say again keeps it from asking for one. */
    private boolean isAfterLoss(long asked, Load first, Load second) {
        return history.all(Fault.class).stream()
                .filter(fault -> fault.kind() != Fault.Kind.DISTURBED && fault.from() <= second.began())
                .anyMatch(fault -> history.reissuedAt(fault, first.instance()) >= asked
                        || history.reissuedAt(fault, second.instance()) >= asked);
    }

    private static long waited(Load load) {
        return load.began() - load.asked();
    }

    /** Redis did not say whether there was a lease. */
    private boolean isDegraded(Load load) {
        return history.trouble().during(load.instance(), load.asked(), load.began());
    }
}

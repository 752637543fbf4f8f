package dev.terrace.cache.history;

import dev.terrace.cache.Origin;
import dev.terrace.cache.history.Happening.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the runs came to, as a table. */
final class Report {

    private static final int MOST_OF_A_KIND = 3;

    private final List<String> rows = new ArrayList<>();
    private final List<String> anomalies = new ArrayList<>();

    /** Adds a run and returns what was wrong with it. */
    List<Anomaly> add(History history) {
        List<Anomaly> found = Checker.check(history);
        Invalidations invalidations = new Invalidations(history);
        for (Phase phase : history.all(Phase.class)) {
            rows.add(row(Figures.of(phase, history, invalidations, found)));
        }
        Map<String, Integer> told = new HashMap<>();
        for (Anomaly anomaly : found) {
            String phase = history.phaseAt(anomaly.at());
            if (told.merge(phase + anomaly.kind(), 1, Integer::sum) <= MOST_OF_A_KIND) {
                anomalies.add("- %s: %s".formatted(phase, anomaly));
            }
        }
        return found;
    }

    private static String row(Figures of) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.1f / %.1f / %.1f | %d (%d) | %d | %s | %s | %d / %.1f / %d | %d / %d / %d | %.0f | %d |",
                of.phase().name(),
                of.allReads(),
                100 * of.share(Origin.NEAR),
                100 * of.share(Origin.REMOTE),
                100 * of.share(Origin.LOADED),
                of.writes(),
                of.deferred(),
                of.staleness().size(),
                percentiles(of.staleness()),
                percentiles(of.invisible()),
                of.loads(),
                of.loadedKeys() == 0 ? 0.0 : (double) of.loads() / of.loadedKeys(),
                of.mostLoads(),
                of.gaps(),
                of.losses(),
                of.mismatches(),
                of.trouble(),
                of.anomalies());
    }

    private static String percentiles(List<Double> sorted) {
        return String.format(
                Locale.ROOT,
                "%.1f / %.1f / %.1f",
                Figures.percentile(sorted, 0.5),
                Figures.percentile(sorted, 0.99),
                Figures.percentile(sorted, 1));
    }

    /** Writes it, if there is anything to say. */
    void writeTo(Path file) throws IOException {
        if (!rows.isEmpty()) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, this + "\n");
        }
    }

    @Override
    public String toString() {
        String head = """
                # Coherence history

                Times in milliseconds. Stale reads got something that had been invalidated elsewhere; their age is the time since the
                oldest invalidation that they had not seen was acknowledged. Other loads: near entries that an instance found not to be
                the load that Redis holds; each load is another value here, so this is no mismatch yet. Bounds of these runs: Δ %d, D %d.

                | nemesis | reads | near / remote / loaded %% | writes (deferred) | stale reads | staleness p50 / p99 / max \
                | evict to invisible p50 / p99 / max | loads / mean and most per key | gaps / losses / other loads | out of reach | anomalies |
                |---|---|---|---|---|---|---|---|---|---|---|
                """.formatted(
                Topology.bounds().staleness() / 1_000_000, Topology.bounds().degraded() / 1_000_000);
        return head
                + String.join("\n", rows)
                + "\n\n"
                + (anomalies.isEmpty() ? "No anomalies." : String.join("\n", anomalies));
    }
}

package dev.terrace.cache.benchmarks.report;

import dev.terrace.cache.benchmarks.report.Verdict.Bound;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Targets for figures that no JMH takes. */
final class FigureTargets {

    private FigureTargets() {}

    static void add(Targets targets, Measured measured) {
        Map<String, Double> start = measured.figure("ApplicationReadyEvent").orElse(Map.of());
        targets.add(
                "start-up added to a minimal application",
                Bound.atMost(400, " ms"),
                value(start, Contestants.TERRACE)
                        .flatMap(ours -> value(start, "none").map(ours::minus)));
        Map<String, Double> memory = measured.figure("bytes").orElse(Map.of());
        for (String bare : List.of("caffeine", "caffeine-expiring")) {
            targets.add(
                    "memory for a near entry beyond key and value, ÷ `%s`".formatted(bare),
                    Bound.atMost(1.3, " ×"),
                    value(memory, Contestants.TERRACE)
                            .flatMap(ours -> value(memory, bare).map(ours::over)));
        }
    }

    private static Optional<Measure> value(Map<String, Double> values, String contestant) {
        return Optional.ofNullable(values.get(contestant)).map(Measure::withoutError);
    }
}

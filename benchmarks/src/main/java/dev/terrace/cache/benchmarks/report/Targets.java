package dev.terrace.cache.benchmarks.report;

import dev.terrace.cache.benchmarks.report.Verdict.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The targets of the design, and whether they are met: of several cases the worst counts, of several variants of a peer the fastest. */
final class Targets {

    private static final String TERRACE = Contestants.TERRACE;

    private final Measured measured;
    private final List<Verdict> verdicts = new ArrayList<>();

    private Targets(Measured measured) {
        this.measured = measured;
    }

    static List<Verdict> verdicts(Measured measured) {
        Targets targets = new Targets(measured);
        NearTargets.add(targets);
        RemoteTargets.add(targets, measured);
        FigureTargets.add(targets, measured);
        ClusterTargets.add(targets, measured);
        return targets.verdicts;
    }

    /**
     * Some cases of a suite.
     *
     * @param needed those without which nothing is met, by their names
     */
    record Cases(String suite, Predicate<Case> wanted, Map<String, Predicate<Case>> needed) {

        Cases(String suite, Predicate<Case> wanted) {
            this(suite, wanted, Map.of());
        }
    }

    /** What is judged of two scores of a case. */
    interface Figure {
        Measure of(Case what, Score terrace, Score other);
    }

    private record Found(Case what, Measure value, String other) {}

    void time(String target, Cases cases, List<String> others, double most) {
        worst(target, cases, others, Bound.atMost(most, " ×"), (what, mine, theirs) -> what.speed(theirs, mine));
    }

    void speed(String target, Cases cases, List<String> others, double least) {
        worst(target, cases, others, Bound.atLeast(least, " × as fast"), Case::speed);
    }

    /** Less than half a byte is nothing: what a profiler sees beside the operation. */
    void allocation(String target, Cases cases) {
        worst(target, cases, List.of(TERRACE), Bound.atMost(0, " B"), (what, mine, same) -> {
            Double bytes = mine.allocated();
            return Measure.exact(bytes == null ? Double.NaN : Math.abs(bytes) < 0.5 ? 0 : bytes);
        });
    }

    /** @param others the variants of a peer, of which the fastest counts in each case */
    void worst(String target, Cases cases, List<String> others, Bound bound, Figure figure) {
        List<Found> found = new ArrayList<>();
        for (var one : measured.casesOf(cases.suite()).entrySet()) {
            Score terrace = one.getValue().get(TERRACE);
            Score theirs = fastest(one.getKey(), one.getValue(), others);
            if (cases.wanted().test(one.getKey()) && terrace != null && theirs != null) {
                found.add(new Found(one.getKey(), figure.of(one.getKey(), terrace, theirs), theirs.contestant()));
            }
        }
        if (found.isEmpty()) {
            verdicts.add(Verdict.notMeasured(target, bound.text()));
            return;
        }
        Found worst = found.get(0);
        for (Found one : found) {
            worst = bound.isWorse(one.value(), worst.value()) ? one : worst;
        }
        String note = (found.size() > 1 ? "worst of %d: ".formatted(found.size()) : "")
                + worst.what().title()
                + (others.size() > 1 ? ", against `" + worst.other() + "`" : "");
        verdicts.add(Verdict.of(target, bound, worst.value(), note, missing(cases, found)));
    }

    /** Null if none of them was measured. A variant that has no number is the fastest: then there is none for the ratio. */
    private static @Nullable Score fastest(Case what, Map<String, Score> scores, List<String> names) {
        Score fastest = null;
        for (String name : names) {
            Score score = scores.get(name);
            if (score != null
                    && (fastest == null
                            || Double.isNaN(score.value())
                            || what.speed(score, fastest).value() > 1)) {
                fastest = score;
            }
        }
        return fastest;
    }

    private static List<String> missing(Cases cases, List<Found> found) {
        return cases.needed().entrySet().stream()
                .filter(need -> found.stream().noneMatch(one -> need.getValue().test(one.what())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    void add(String target, Bound bound, Optional<Measure> value) {
        add(target, bound, value, List.of());
    }

    void add(String target, Bound bound, Optional<Measure> value, List<String> missing) {
        verdicts.add(value.map(measure -> Verdict.of(target, bound, measure, "", missing))
                .orElseGet(() -> Verdict.notMeasured(target, bound.text())));
    }
}

package dev.terrace.cache.benchmarks.report;

import dev.terrace.cache.benchmarks.report.Verdict.Bound;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** Targets for several processes. */
final class ClusterTargets {

    private final Targets targets;
    private final Measured measured;

    private ClusterTargets(Targets targets, Measured measured) {
        this.targets = targets;
        this.measured = measured;
    }

    static void add(Targets targets, Measured measured) {
        ClusterTargets cluster = new ClusterTargets(targets, measured);
        cluster.coherence();
        cluster.mix();
    }

    private void coherence() {
        once("evict → gone, p99 ÷ `RTopic`, between processes", Bound.atMost(2, " ×"), "delay", "ratio p99");
        counted("instances × 100 threads on one cold key: loads", 1, "cold", "most loads in a round");
        counted("cold key: errors to callers", 0, "cold", "errors to callers");
        counted("stale reads of own writes, under load", 0, "mix", "stale reads of own writes");
        counted("Redis killed under load: errors to callers", 0, "outage", "errors to callers");
        counted("Redis killed under load: stale reads of own writes", 0, "outage", "stale reads of own writes");
        once("back in step after it returns", Bound.atMost(5, " s"), "outage", "seconds until all are back in step");
    }

    private void mix() {
        once(
                "instances under a zipfian mix: operations per second",
                Bound.atLeast(10_000, ""),
                "mix",
                "operations per second");
        once("the same: remote reads per second", Bound.atLeast(2_000, ""), "mix", "remote reads per second");
        once("the same: p95 of a remote hit", Bound.atMost(50, " ms"), "mix", "remote p95 ms");
        percent("the same: combined hit rate", 95, "combined hit rate");
        percent("the same: remote hit rate on a near miss", 90, "remote hit rate on a near miss");
    }

    /** A time or a rate of one run, which says nothing of the error. */
    private void once(String target, Bound bound, String scenario, String metric) {
        targets.add(target, bound, value(scenario, metric, Measure::withoutError));
    }

    private void counted(String target, double most, String scenario, String metric) {
        targets.add(target, Bound.atMost(most, ""), value(scenario, metric, Measure::exact));
    }

    private void percent(String target, double least, String metric) {
        targets.add(
                target,
                Bound.atLeast(least, " %"),
                value("mix", metric, share -> Measure.withoutError(share).times(100)));
    }

    private Optional<Measure> value(String scenario, String metric, DoubleFunction<Measure> measure) {
        var value = measured.cluster(scenario, metric);
        return value.isPresent() ? Optional.of(measure.apply(value.getAsDouble())) : Optional.empty();
    }
}

package dev.terrace.cache.benchmarks.report;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one contestant reached in one case.
 *
 * @param contestant its id
 * @param value the score, in the unit of the case
 * @param error half of the 99.9 % confidence interval; NaN if it was not computed
 * @param percentiles of samples, by percent; empty if there were none
 * @param allocated bytes for each operation; null if nobody looked
 * @param counts what else was counted, such as loads per round, by its name
 */
record Score(
        String contestant,
        double value,
        double error,
        SortedMap<Double, Double> percentiles,
        @Nullable Double allocated,
        SortedMap<String, Double> counts) {

    Measure measure() {
        return new Measure(value, error);
    }

    /** NaN if it was not sampled. */
    double percentile(double percent) {
        return percentiles.getOrDefault(percent, Double.NaN);
    }
}

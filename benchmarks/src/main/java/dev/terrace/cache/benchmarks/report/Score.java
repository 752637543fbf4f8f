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
 */
record Score(
        String contestant,
        double value,
        double error,
        SortedMap<Double, Double> percentiles,
        @Nullable Double allocated) {

    /** Whether the two differ by more than their errors allow for; an unknown error allows for nothing. */
    boolean differsFrom(Score other) {
        return Math.abs(value - other.value) > known(error) + known(other.error);
    }

    private static double known(double error) {
        return Double.isNaN(error) ? 0 : error;
    }

    /** NaN if it was not sampled. */
    double percentile(double percent) {
        return percentiles.getOrDefault(percent, Double.NaN);
    }
}

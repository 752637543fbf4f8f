package dev.terrace.cache.benchmarks.report;

/**
 * A number that was measured.
 *
 * @param value what it is
 * @param error half of an interval around it; 0 of what is counted, NaN if nobody knows it
 */
record Measure(double value, double error) {

    static Measure exact(double value) {
        return new Measure(value, 0);
    }

    /** A median or a percentile: there is an error, but it is not known. */
    static Measure withoutError(double value) {
        return new Measure(value, Double.NaN);
    }

    boolean hasKnownError() {
        return !Double.isNaN(error);
    }

    /** Relative errors of independent runs add up as squares. */
    Measure over(Measure other) {
        double ratio = value / other.value;
        return new Measure(ratio, Math.abs(ratio) * Math.hypot(error / value, other.error / other.value));
    }

    Measure minus(Measure other) {
        return new Measure(value - other.value, Math.hypot(error, other.error));
    }

    Measure times(double factor) {
        return new Measure(value * factor, error * Math.abs(factor));
    }

    /** The lower end of its interval; the value itself if no error is known. */
    double least() {
        return hasKnownError() ? value - error : value;
    }

    double most() {
        return hasKnownError() ? value + error : value;
    }
}

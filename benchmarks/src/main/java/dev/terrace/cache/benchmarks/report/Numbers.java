package dev.terrace.cache.benchmarks.report;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {

    private Numbers() {}

    /** With three digits that count, or all of a whole number's. */
    static String plain(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int decimals = size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.01 ? 3 : 6;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** With the error behind it, if it is known. */
    static String withError(Measure measure) {
        double error = measure.error();
        return plain(measure.value()) + (Double.isNaN(error) || error == 0 ? "" : " ± " + plain(error));
    }
}

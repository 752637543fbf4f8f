package dev.terrace.cache.benchmarks.report;

import java.util.Locale;

/**
 * Whether a target is met.
 *
 * @param target what it is about
 * @param wanted the bound, as it is written
 * @param measured what was measured, as text
 * @param outcome what follows
 */
record Verdict(String target, String wanted, String measured, Outcome outcome) {

    /** What follows from a measurement for a target. */
    enum Outcome {
        MET("met"),
        NOT_MET("**not met**"),
        NOT_MEASURED("not measured");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    static Verdict notMeasured(String target, String wanted) {
        return new Verdict(target, wanted, "", Outcome.NOT_MEASURED);
    }

    /** A bound. */
    record Bound(boolean isLeast, double value, String unit) {

        static Bound atLeast(double value, String unit) {
            return new Bound(true, value, unit);
        }

        static Bound atMost(double value, String unit) {
            return new Bound(false, value, unit);
        }

        /** Not a number meets no bound. */
        boolean admits(double measured) {
            return isLeast ? measured >= value : measured <= value;
        }

        /** The worse of the two for this bound; what is no number is worst. */
        double worse(double one, double other) {
            return isLeast ? Math.min(one, other) : Math.max(one, other);
        }

        String text() {
            return (isLeast ? "≥ " : "≤ ") + Numbers.plain(value) + unit;
        }
    }

    /** @param note what the measured value is of; may be empty */
    static Verdict of(String target, Bound bound, double measured, String note) {
        String text = (Double.isNaN(measured) ? "no number" : Numbers.plain(measured) + bound.unit())
                + (note.isEmpty() ? "" : String.format(Locale.ROOT, " (%s)", note));
        return new Verdict(target, bound.text(), text, bound.admits(measured) ? Outcome.MET : Outcome.NOT_MET);
    }
}

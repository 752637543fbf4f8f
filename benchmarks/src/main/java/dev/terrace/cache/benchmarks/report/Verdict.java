package dev.terrace.cache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a target is met.
 *
 * @param target what it is about
 * @param wanted the bound, as it is written
 * @param measured what was measured, as text
 * @param outcome what follows
 * @param missing cases that the target names and nobody measured
 */
record Verdict(String target, String wanted, String measured, Outcome outcome, List<String> missing) {

    /** What follows from a measurement for a target; what comes later is worse for who claims that it is met. */
    enum Outcome {
        MET("met"),
        PARTLY("partly measured"),
        UNDECIDED("undecided"),
        NOT_MET("**not met**"),
        NOT_MEASURED("not measured");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }
    }

    static Verdict notMeasured(String target, String wanted) {
        return new Verdict(target, wanted, "", Outcome.NOT_MEASURED, List.of());
    }

    /** A bound. */
    record Bound(boolean isLeast, double value, String unit) {

        static Bound atLeast(double value, String unit) {
            return new Bound(true, value, unit);
        }

        static Bound atMost(double value, String unit) {
            return new Bound(false, value, unit);
        }

        /** Undecided if the bound lies within the interval; what is no number meets no bound. */
        Outcome judge(Measure measured) {
            if (Double.isNaN(measured.value())) {
                return Outcome.NOT_MET;
            }
            boolean low = admits(measured.least());
            boolean high = admits(measured.most());
            return low && high ? Outcome.MET : low || high ? Outcome.UNDECIDED : Outcome.NOT_MET;
        }

        private boolean admits(double measured) {
            return isLeast ? measured >= value : measured <= value;
        }

        /** Whether the first is the worse for this bound; nothing is worse than what is no number. */
        boolean isWorse(Measure first, Measure second) {
            if (Double.isNaN(first.value()) || Double.isNaN(second.value())) {
                return !Double.isNaN(second.value());
            }
            int byOutcome = judge(first).compareTo(judge(second));
            return byOutcome != 0
                    ? byOutcome > 0
                    : isLeast ? first.value() < second.value() : first.value() > second.value();
        }

        String text() {
            return (isLeast ? "≥ " : "≤ ") + Numbers.plain(value) + unit;
        }
    }

    /**
     * @param note what the measured value is of; may be empty
     * @param missing what the target needs and was not measured: as long as there is some, it is not met
     */
    static Verdict of(String target, Bound bound, Measure measured, String note, List<String> missing) {
        List<String> notes = new ArrayList<>();
        if (!note.isEmpty()) {
            notes.add(note);
        }
        boolean isNumber = !Double.isNaN(measured.value());
        if (isNumber && !measured.hasKnownError()) {
            notes.add("no error known");
        }
        String text = (isNumber ? Numbers.withError(measured) + bound.unit() : "no number")
                + (notes.isEmpty() ? "" : " (" + String.join("; ", notes) + ")");
        Outcome outcome = bound.judge(measured);
        return new Verdict(
                target,
                bound.text(),
                text,
                outcome == Outcome.MET && !missing.isEmpty() ? Outcome.PARTLY : outcome,
                missing);
    }

    /** The outcome, and what is missing for one of everything. */
    String conclusion() {
        String separator = outcome == Outcome.PARTLY ? ": " : "; ";
        return outcome.text + (missing.isEmpty() ? "" : separator + String.join(", ", missing) + " missing");
    }
}

package dev.terrace.cache.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Where another one is ahead of Terrace: in scores, percentiles, counts, allocation and figures. */
final class Losses {

    private static final List<Double> PERCENTILES = List.of(50.0, 95.0, 99.0, 99.9);

    private final Map<Who, Tally> tallies = new LinkedHashMap<>();

    private Losses() {}

    /** In what, and who. */
    private record Who(String suite, String quantity, String contestant) {}

    /** The lines of those who are ahead by more than the error, and of those whose lead is within it. */
    record Lines(List<String> ahead, List<String> withinTheError) {}

    static Lines lines(Measured measured) {
        Losses losses = new Losses();
        for (String suite : measured.suites()) {
            measured.casesOf(suite).forEach(losses::compare);
        }
        measured.figures().forEach(losses::figure);
        List<String> ahead = new ArrayList<>();
        List<String> within = new ArrayList<>();
        losses.tallies.forEach((who, tally) -> {
            tally.clear.describe(who, tally.cases, ahead);
            tally.unclear.describe(who, tally.cases, within);
        });
        return new Lines(
                ahead.isEmpty() ? List.of("- Nowhere, in what was measured.") : ahead,
                within.isEmpty() ? List.of("- None, in what was measured.") : within);
    }

    private void compare(Case what, SortedMap<String, Score> scores) {
        Score terrace = scores.get(Contestants.TERRACE);
        if (terrace == null) {
            return;
        }
        String where = what.title() + ", " + what.mode();
        for (Score score : scores.values()) {
            if (Contestants.isTerrace(score.contestant())) {
                continue;
            }
            Who who = new Who(what.suite(), "", score.contestant());
            add(who, "", what.speed(score, terrace), where);
            percentiles(who, score, terrace, where);
            less(new Who(who.suite(), "B/op", who.contestant()), bytes(score), bytes(terrace), where);
            score.counts().forEach((name, count) -> {
                Measure ours = Measure.exact(terrace.counts().getOrDefault(name, Double.NaN));
                less(new Who(who.suite(), name, who.contestant()), Measure.exact(count), ours, where);
            });
        }
    }

    private void percentiles(Who who, Score score, Score terrace, String where) {
        for (double percent : PERCENTILES) {
            if (!Double.isNaN(score.percentile(percent) + terrace.percentile(percent))) {
                less(
                        new Who(who.suite(), "percentiles", who.contestant()),
                        Measure.withoutError(score.percentile(percent)),
                        Measure.withoutError(terrace.percentile(percent)),
                        "p" + Numbers.plain(percent) + " of " + where);
            }
        }
    }

    /** Whole bytes: less than half a one is what a profiler sees beside the operation. */
    private static Measure bytes(Score score) {
        Double bytes = score.allocated();
        return Measure.exact(bytes == null ? Double.NaN : Math.abs(bytes) < 0.5 ? 0 : bytes);
    }

    private void figure(String name, Map<String, Double> values) {
        Double terrace = values.get(Contestants.TERRACE);
        values.forEach((contestant, value) -> {
            if (terrace != null && !Contestants.isTerrace(contestant)) {
                less(
                        new Who(name, "", contestant),
                        Measure.withoutError(value),
                        Measure.withoutError(terrace),
                        "no error known");
            }
        });
    }

    /** Where less is better. */
    private void less(Who who, Measure theirs, Measure ours, String where) {
        if (Double.isNaN(theirs.value()) || Double.isNaN(ours.value())) {
            return;
        }
        String text = "%s against %s".formatted(Numbers.plain(theirs.value()), Numbers.plain(ours.value()));
        Measure ratio = theirs.value() == ours.value() ? Measure.exact(1) : ours.over(theirs);
        add(who, text, theirs.value() == 0 ? infinite(ratio) : ratio, where);
    }

    private static Measure infinite(Measure ratio) {
        return ratio.value() == 1 ? ratio : Measure.exact(Double.POSITIVE_INFINITY);
    }

    /** @param text what to say of it instead of the lead; may be empty */
    private void add(Who who, String text, Measure lead, String where) {
        Tally tally = tallies.computeIfAbsent(who, any -> new Tally());
        tally.cases++;
        if (lead.value() > 1) {
            (lead.least() > 1 ? tally.clear : tally.unclear).add(lead, text, where);
        }
    }

    private static final class Tally {
        private int cases;
        private final Lead clear = new Lead();
        private final Lead unclear = new Lead();
    }

    /** The largest of several, and how many they are. */
    private static final class Lead {

        private int count;
        private double most;
        private String text = "";

        void add(Measure lead, String what, String where) {
            count++;
            if (lead.value() > most) {
                most = lead.value();
                text = (what.isEmpty() ? Numbers.withError(lead) + " × as fast" : what) + " (" + where + ")";
            }
        }

        void describe(Who who, int cases, List<String> lines) {
            if (count > 0) {
                String quantity = who.quantity().isEmpty() ? "" : ", " + who.quantity();
                lines.add("- %s%s: `%s` is ahead of Terrace in %d of %d cases, at most %s"
                        .formatted(who.suite(), quantity, who.contestant(), count, cases, text));
            }
        }
    }
}

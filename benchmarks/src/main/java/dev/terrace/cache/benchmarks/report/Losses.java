package dev.terrace.cache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where another one is ahead of Terrace by more than the errors allow for. */
final class Losses {

    private Losses() {}

    /** A line for each suite and contestant that is ahead somewhere; a line that says so if there is none. */
    static List<String> lines(Measured measured) {
        List<String> lines = new ArrayList<>();
        for (String suite : measured.suites()) {
            Map<String, Tally> tallies = new TreeMap<>(Contestants::compare);
            measured.casesOf(suite).forEach((what, scores) -> compare(what, scores, tallies));
            tallies.forEach((contestant, tally) -> {
                if (tally.ahead > 0) {
                    lines.add("- %s: `%s` is ahead of Terrace in %d of %d cases, at most %s × as fast (%s)"
                            .formatted(
                                    suite,
                                    contestant,
                                    tally.ahead,
                                    tally.cases,
                                    Numbers.plain(tally.most),
                                    tally.where));
                }
            });
        }
        return lines.isEmpty() ? List.of("- Nowhere, in what was measured.") : lines;
    }

    private static void compare(Case what, Map<String, Score> scores, Map<String, Tally> tallies) {
        Score terrace = scores.get(Contestants.TERRACE);
        if (terrace == null) {
            return;
        }
        scores.forEach((contestant, score) -> {
            if (!Contestants.isTerrace(contestant)) {
                tallies.computeIfAbsent(contestant, any -> new Tally()).add(what, score, terrace);
            }
        });
    }

    private static final class Tally {

        private int cases;
        private int ahead;
        private double most;
        private String where = "";

        void add(Case what, Score score, Score terrace) {
            cases++;
            double speed = what.speed(score, terrace);
            if (speed > 1 && score.differsFrom(terrace)) {
                ahead++;
                if (speed > most) {
                    most = speed;
                    where = what.title() + ", " + what.mode();
                }
            }
        }
    }
}

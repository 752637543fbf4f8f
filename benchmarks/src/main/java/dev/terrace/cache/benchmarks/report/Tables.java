package dev.terrace.cache.benchmarks.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The results of suites as tables. */
final class Tables {

    private static final List<Double> PERCENTILES = List.of(50.0, 95.0, 99.0, 99.9);

    private Tables() {}

    /** A table for each case, with a row per contestant; one plain table for a suite without contestants. */
    static List<String> suite(SortedMap<Case, SortedMap<String, Score>> cases) {
        List<String> lines = new ArrayList<>();
        if (cases.values().stream().allMatch(scores -> scores.keySet().equals(Set.of("")))) {
            return plain(cases);
        }
        cases.forEach((what, scores) -> {
            lines.add("**%s** (%s)".formatted(what.title(), what.meaning()));
            lines.add("");
            lines.addAll(contestants(what, scores));
            lines.add("");
        });
        return lines;
    }

    private static List<String> plain(SortedMap<Case, SortedMap<String, Score>> cases) {
        List<List<String>> rows = new ArrayList<>();
        cases.forEach((what, scores) -> scores.values()
                .forEach(score -> rows.add(
                        List.of(what.title(), Numbers.withError(score.measure()), what.meaning(), allocated(score)))));
        List<String> lines = table(List.of("Case", "Score", "Meaning", "B/op"), rows);
        lines.add("");
        return lines;
    }

    private static List<String> contestants(Case what, Map<String, Score> scores) {
        List<String> bare = Contestants.bare(what.suite()).stream()
                .filter(scores::containsKey)
                .toList();
        boolean sampled =
                scores.values().stream().anyMatch(score -> !score.percentiles().isEmpty());
        boolean weighed = scores.values().stream().anyMatch(score -> score.allocated() != null);
        SortedSet<String> counted = new TreeSet<>();
        scores.values().forEach(score -> counted.addAll(score.counts().keySet()));
        List<String> columns = new ArrayList<>(List.of("Contestant"));
        columns.addAll(counted);
        columns.add(what.unit());
        bare.forEach(name -> columns.add("÷ %s (%s)".formatted(name, what.larger())));
        columns.add("Terrace is so many × as fast");
        if (weighed) {
            columns.add("B/op");
        }
        if (sampled) {
            PERCENTILES.forEach(percent ->
                    columns.add("p" + String.format(Locale.ROOT, "%s", percent).replace(".0", "")));
        }
        List<List<String>> rows = new ArrayList<>();
        for (Score score : scores.values()) {
            List<String> row = new ArrayList<>(List.of(score.contestant()));
            counted.forEach(name -> row.add(Numbers.plain(score.counts().getOrDefault(name, Double.NaN))));
            row.add(Numbers.withError(score.measure()));
            bare.forEach(name -> row.add(over(score, scores.get(name))));
            row.add(terrace(what, scores, score));
            if (weighed) {
                row.add(allocated(score));
            }
            if (sampled) {
                PERCENTILES.forEach(percent -> row.add(Numbers.plain(score.percentile(percent))));
            }
            rows.add(row);
        }
        return table(columns, rows);
    }

    /** To itself nothing has a ratio. */
    private static String over(Score score, @Nullable Score bare) {
        return bare == null || bare == score
                ? ""
                : Numbers.withError(score.measure().over(bare.measure()));
    }

    private static String terrace(Case what, Map<String, Score> scores, Score score) {
        Score terrace = scores.get(Contestants.TERRACE);
        return terrace == null || Contestants.isTerrace(score.contestant())
                ? ""
                : Numbers.withError(what.speed(terrace, score));
    }

    private static String allocated(Score score) {
        Double bytes = score.allocated();
        return bytes == null ? "" : Numbers.plain(Math.rint(bytes));
    }

    /** The bare ones, and what is measured of each. */
    static List<String> figure(Map<String, Double> values) {
        Double terrace = values.get(Contestants.TERRACE);
        List<List<String>> rows = new ArrayList<>();
        values.forEach((name, value) ->
                rows.add(List.of(name, Numbers.plain(value), terrace == null ? "" : Numbers.plain(value / terrace))));
        return table(List.of("Contestant", "Value", "÷ terrace (less than 1: needs less than Terrace)"), rows);
    }

    static List<String> verdicts(List<Verdict> verdicts) {
        return table(
                List.of("Target", "Wanted", "Measured", ""),
                verdicts.stream()
                        .map(verdict ->
                                List.of(verdict.target(), verdict.wanted(), verdict.measured(), verdict.conclusion()))
                        .toList());
    }

    static List<String> pairs(String first, String second, Map<String, String> pairs) {
        return table(
                List.of(first, second),
                pairs.entrySet().stream()
                        .map(pair -> List.of(pair.getKey(), pair.getValue()))
                        .toList());
    }

    private static List<String> table(List<String> columns, List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(row(columns));
        lines.add("|" + "---|".repeat(columns.size()));
        rows.forEach(cells -> lines.add(row(cells)));
        return lines;
    }

    private static String row(Collection<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }
}

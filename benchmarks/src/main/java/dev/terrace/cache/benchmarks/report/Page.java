package dev.terrace.cache.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page, line by line. */
final class Page {

    private static final List<String> COMMANDS = List.of(
            "benchmarks/run             # a quick set, under 10 minutes on 2 cores",
            "benchmarks/run full        # everything, some hours",
            "benchmarks/run NearHits    # one suite",
            "benchmarks/run cluster     # several processes");

    private final Measured measured;
    private final List<String> lines = new ArrayList<>();

    Page(Measured measured) {
        this.measured = measured;
    }

    List<String> lines(Map<String, String> machine, Pictures pictures) throws IOException {
        section("# Results");
        text(
                "Written by `benchmarks/run`; nothing in it is by hand. Ratios of one run mean something, times of this machine do not:",
                "on another one they are others. An error is half of JMH's 99.9 % confidence interval.");
        section("## Targets");
        lines.addAll(Tables.verdicts(Targets.verdicts(measured)));
        section("## Where another one is ahead of Terrace");
        text("By more than the errors of both. A bare thing does less: it is the floor, not a peer.");
        lines.addAll(Losses.lines(measured));
        section("## Machine");
        lines.addAll(Tables.pairs("What", "Which", machine));
        for (String suite : measured.suites()) {
            suite(suite, pictures);
        }
        for (var figure : measured.figures().entrySet()) {
            section("## " + figure.getKey());
            lines.addAll(Tables.figure(figure.getValue()));
        }
        cluster(pictures);
        section("## Commands");
        lines.add("```");
        lines.addAll(COMMANDS);
        lines.add("```");
        return lines;
    }

    private void section(String title) {
        if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
            lines.add("");
        }
        lines.add(title);
        lines.add("");
    }

    private void text(String... text) {
        lines.addAll(List.of(text));
        lines.add("");
    }

    private void suite(String suite, Pictures pictures) throws IOException {
        var cases = measured.casesOf(suite);
        section("## " + suite);
        text(String.join("; ", measured.runsOf(suite)) + ".");
        show(pictures.suite(suite, cases));
        lines.addAll(Tables.suite(cases));
    }

    private void show(List<String> names) {
        for (String name : names) {
            text("![%s](plots/%s)".formatted(name.replace(".svg", ""), name));
        }
    }

    private void cluster(Pictures pictures) throws IOException {
        for (var scenario : measured.cluster().entrySet()) {
            section("## Several processes: " + scenario.getKey());
            show(pictures.seconds(scenario.getKey(), measured.series(scenario.getKey())));
            Map<String, String> values = new LinkedHashMap<>();
            scenario.getValue().forEach((metric, value) -> values.put(metric, Numbers.plain(value)));
            lines.addAll(Tables.pairs("Metric", "Value", values));
        }
    }
}

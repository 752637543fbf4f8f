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

    private static final List<String> DIFFERENCES = List.of(
            "- `redisson-spring-native` has no time to live: on a server before Redis 7.4 it cannot. `redisson-spring` has one.",
            "- `spring-redis-json` writes the class into each value (default typing), as it must to read any object.",
            "- `redisson` and `lettuce` in FloatArrays: converting the `float[]` to bytes and back is measured with them.",
            "- `-tuned` is Redisson with 2 threads and 2 of Netty, as many as Terrace gives its own client on a small machine.",
            "- `jetcache` is on Lettuce, `jetcache-redisson` on Redisson with the same few threads. In WholePath JetCache does not",
            "  wait until what it loaded is stored; the others do.",
            "- `bare` of several processes is what the machine can do: the same threads of the same processes do the mix by bare Caffeine",
            "  and bare Redisson, as fast as they can; a write is a SET and a message. Nothing is decoded, expires or is coherent.");

    private final Measured measured;
    private final List<String> lines = new ArrayList<>();

    Page(Measured measured) {
        this.measured = measured;
    }

    List<String> lines(Run run, Pictures pictures) throws IOException {
        section("# Results");
        text(
                "Written by `benchmarks/run`; nothing in it is by hand. Ratios of one run mean something, times of this machine do not:",
                "on another one they are others. An error is half of JMH's 99.9 % confidence interval; that of a ratio is made of both.");
        section("## Targets");
        text(
                "Undecided: the bound lies within the error. Where no error is known (medians, percentiles, rates of one run) the number",
                "is judged as it is. Partly measured: cases are missing that the target needs.");
        lines.addAll(Tables.verdicts(Targets.verdicts(measured)));
        section("## What bare things reach");
        text("What is made of them cannot be faster.");
        lines.addAll(Limits.lines(measured));
        section("## Where another one is ahead of Terrace");
        text(
                "By more than the error, or where none is known. A bare thing does less: it is the floor, not a peer. Percentiles, bytes,",
                "counts and figures are theirs against Terrace's; less is better.");
        Losses.Lines losses = Losses.lines(measured);
        lines.addAll(losses.ahead());
        section("## Where another one is ahead, within the error");
        lines.addAll(losses.withinTheError());
        section("## Not measured");
        lines.addAll(run.missing(measured));
        section("## What contestants do differently");
        lines.addAll(DIFFERENCES);
        section("## Machine");
        text("When the run began.");
        lines.addAll(Tables.pairs("What", "Which", run.facts()));
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

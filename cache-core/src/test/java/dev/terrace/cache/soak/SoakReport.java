package dev.terrace.cache.soak;

import dev.terrace.cache.figures.Report;
import dev.terrace.cache.soak.Counts.Kind;
import dev.terrace.cache.soak.Stage.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A run in tables. */
final class SoakReport {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MEGABYTE = 1 << 20;

    private final Outcome outcome;
    private final Report report;

    private SoakReport(Outcome outcome, Path file) {
        this.outcome = outcome;
        this.report = new Report(file);
    }

    static void write(Outcome outcome, Path file) {
        SoakReport written = new SoakReport(outcome, file);
        written.begin();
        written.delays();
        written.recoveries();
        written.hits();
        written.needs();
    }

    private void begin() {
        Plan plan = outcome.plan();
        report.title("A run of the soak");
        report.load("at its end");
        report.note("%d processes with -Xmx%s on %d processors, Java %s, %d s of load, %d round(s) of faults"
                .formatted(
                        plan.instances(),
                        plan.heap(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        plan.duration().toSeconds(),
                        plan.rounds()));
        Counts all = outcome.all();
        report.table(
                List.of("operations", "errors to callers", "reads beyond the bound", "values of nobody", "loads"),
                List.of(List.of(
                        whole(all.operations()),
                        whole(all.errors()),
                        whole(all.stale()),
                        whole(all.foreign()),
                        whole(outcome.loads()))));
    }

    private interface Row {
        void add(Part part, @Nullable Fault fault);
    }

    /** Those parts of the run that there were. */
    private void eachPart(Row row) {
        row.add(Part.WARM_UP, null);
        for (Fault fault : Fault.values()) {
            for (Part part : List.of(Part.BEFORE, Part.UNNOTICED, Part.DURING, Part.AFTER)) {
                if (outcome.counts(part, fault).operations() > 0) {
                    row.add(part, fault);
                }
            }
        }
        row.add(Part.USERS, null);
        row.add(Part.REPLACING, null);
        row.add(Part.REPLACED, null);
    }

    private static String name(Part part, @Nullable Fault fault) {
        return fault == null ? part.text() : "Redis %s: %s".formatted(fault.text(), part.text());
    }

    private void delays() {
        report.section("What callers waited");
        report.note("p50 / p95 / p99 / longest, in ms, by who served the read; the last column is the writes");
        List<List<String>> rows = new ArrayList<>();
        eachPart((part, fault) -> {
            Counts counts = outcome.counts(part, fault);
            List<String> cells = new ArrayList<>(
                    List.of(name(part, fault), part == Part.REPLACING ? "" : whole(outcome.perSecond(part, fault))));
            for (Kind kind : Kind.values()) {
                cells.add(percentiles(counts.times().get(kind)));
            }
            rows.add(cells);
        });
        report.table(List.of("", "operations/s", "near", "remote", "loaded", "write, evict"), rows);
    }

    private static String percentiles(Histogram times) {
        return times.getTotalCount() == 0
                ? ""
                : Arrays.stream(new double[] {50, 95, 99, 100})
                        .mapToObj(percent -> millis(times.getValueAtPercentile(percent)))
                        .collect(Collectors.joining(" / "));
    }

    private static String millis(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        return String.format(Locale.ROOT, millis < 0.1 ? "%.4f" : millis < 10 ? "%.2f" : "%.0f", millis);
    }

    private void recoveries() {
        report.section("How an outage went");
        report.note("The bound of concurrent loads: %d instances × `loader.max-concurrent` %d = %d"
                .formatted(
                        outcome.plan().instances(),
                        Member.MOST_LOADS,
                        outcome.plan().instances() * Member.MOST_LOADS));
        List<List<String>> rows = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            rows.add(List.of(
                    "Redis " + fault.text(),
                    outcome.inStep().getOrDefault(fault, List.of()).stream()
                            .map(Outcome.Recovery::took)
                            .map(SoakReport::text)
                            .collect(Collectors.joining(", ")),
                    whole(outcome.mostLoading(Part.BEFORE, fault)),
                    fault.lasts() ? whole(outcome.mostLoading(Part.DURING, fault)) : ""));
        }
        report.table(
                List.of(
                        "",
                        "all in step again after it answers, ms",
                        "loads at once, before",
                        "loads at once, while away"),
                rows);
    }

    private static String text(@Nullable Duration took) {
        return took == null ? "never" : whole(took.toMillis());
    }

    private void hits() {
        report.section("Who served");
        List<List<String>> rows = new ArrayList<>();
        rows.add(rates("before the first fault", outcome.warm()));
        eachPart((part, fault) -> rows.add(rates(name(part, fault), outcome.counts(part, fault))));
        report.table(List.of("", "near", "remote, of near misses", "both"), rows);
        report.note("After the last instance was replaced, window by window of %d ms: %s"
                .formatted(
                        outcome.plan().window().toMillis(),
                        outcome.stages(Part.REPLACED).stream()
                                .map(stage -> percent(stage.counts().combinedRate()) + ", near "
                                        + percent(stage.counts().nearRate()))
                                .collect(Collectors.joining(" | "))));
    }

    private static List<String> rates(String name, Counts counts) {
        return List.of(name, percent(counts.nearRate()), percent(counts.remoteRate()), percent(counts.combinedRate()));
    }

    private void needs() {
        report.section("What a process needs");
        List<List<String>> rows = new ArrayList<>();
        for (int third = 0; third < 3; third++) {
            Counts counts = outcome.third(third);
            rows.add(List.of(
                    "third " + (third + 1),
                    Report.number(counts.leastHeap() / BYTES_PER_MEGABYTE),
                    Report.number(counts.mostHeap() / BYTES_PER_MEGABYTE),
                    whole(counts.threads())));
        }
        report.table(List.of("of the run", "least heap in use, MB", "most", "most threads"), rows);
        report.note("Threads of the cache left after an instance was closed: " + outcome.leftThreads());
    }

    private static String percent(double rate) {
        return Report.number(100 * rate) + " %";
    }

    private static String whole(double number) {
        return Report.whole(number);
    }
}

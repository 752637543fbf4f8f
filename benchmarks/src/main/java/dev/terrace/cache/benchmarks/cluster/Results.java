package dev.terrace.cache.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The files of a run: what each instance did in each second of a scenario, and one summary of all scenarios. */
final class Results {

    private final Path directory;
    private final List<String> summary = new ArrayList<>(List.of("scenario,metric,value"));

    Results(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    void add(String scenario, String metric, long value) {
        add(scenario, metric, (double) value);
    }

    /** Adds a line to the summary and prints it. */
    void add(String scenario, String metric, double value) {
        String text = value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.5f", value);
        summary.add("%s,%s,%s".formatted(scenario, metric, text));
        System.out.printf(Locale.ROOT, "  %-36s %s%n", metric, text);
    }

    /** Writes the lines of a scenario. */
    void write(String scenario, List<String> lines) throws IOException {
        Files.write(directory.resolve("cluster-" + scenario + ".csv"), lines);
    }

    void writeSummary() throws IOException {
        Path file = Files.write(directory.resolve("cluster-summary.csv"), summary);
        System.out.println("Written: " + file);
    }
}

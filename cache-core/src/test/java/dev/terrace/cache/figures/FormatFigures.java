package dev.terrace.cache.figures;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bytes and time of each codec and compression, beside JDK serialization and Spring's generic JSON, in the same run: medians of
 * several JVMs one after the other, as Markdown on the console and in {@code target/format-figures.md}. No build runs it:
 *
 * <pre>
 * ./mvnw -pl cache-core verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=FormatFigures
 * </pre>
 */
class FormatFigures {

    private static final int FORKS = 3;

    private final Report report = new Report(Path.of("target", "format-figures.md"));
    private final Map<Way, List<Times>> measured = new LinkedHashMap<>();

    private record Way(String value, String name, String compression) {}

    private record Times(long bytes, long encode, long decode) {}

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void areMeasuredInOneRun() throws Exception {
        report.title("Figures of the stored formats");
        report.note("%d processors, Java %s, medians of %d JVMs, processor time of one thread"
                .formatted(Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"), FORKS));
        report.load("at its beginning");
        for (int fork = 0; fork < FORKS; fork++) {
            fork();
        }
        List<String> values =
                measured.keySet().stream().map(Way::value).distinct().toList();
        values.forEach(this::table);
        report.load("at its end");
    }

    private void fork() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-Xmx1g",
                        "-Dfigures.scale=" + System.getProperty("figures.scale", "1"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FormatFork.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            lines.lines()
                    .map(line -> line.split("\t"))
                    .filter(parts -> parts.length == 6)
                    .forEach(this::add);
        } finally {
            process.destroy();
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("A fork ended with " + process.exitValue());
        }
    }

    private void add(String[] parts) {
        measured.computeIfAbsent(new Way(parts[0], parts[1], parts[2]), any -> new ArrayList<>())
                .add(new Times(Long.parseLong(parts[3]), Long.parseLong(parts[4]), Long.parseLong(parts[5])));
    }

    private void table(String value) {
        List<Way> ways = measured.keySet().stream()
                .filter(way -> way.value.equals(value))
                .toList();
        Way first = ways.get(0);
        List<List<String>> rows = ways.stream().map(way -> row(way, first)).toList();
        report.section(value);
        report.table(
                List.of("", "compression", "bytes", "of the first", "encode µs", "decode µs", "both, of the first"),
                rows);
    }

    private List<String> row(Way way, Way first) {
        long bytes = median(way, Times::bytes);
        long encode = median(way, Times::encode);
        long decode = median(way, Times::decode);
        long whole = median(first, Times::encode) + median(first, Times::decode);
        return List.of(
                way.name,
                way.compression,
                Report.whole(bytes),
                Report.ratio(bytes, median(first, Times::bytes)),
                Report.number(encode / 1e3),
                decode == FormatFork.NOT_READ ? "not read back" : Report.number(decode / 1e3),
                decode == FormatFork.NOT_READ ? "" : Report.ratio(encode + decode, whole));
    }

    private long median(Way way, ToLongFunction<Times> of) {
        List<Long> all =
                new ArrayList<>(measured.get(way).stream().mapToLong(of).boxed().toList());
        Collections.sort(all);
        return all.get(all.size() / 2);
    }
}

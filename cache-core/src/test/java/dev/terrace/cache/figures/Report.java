package dev.terrace.cache.figures;

import dev.terrace.cache.fixture.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Markdown that grows section by section, on the console and in a file at the same time. Not thread-safe. */
public final class Report {

    private final Path file;
    private final StringBuilder text = new StringBuilder();

    public Report(Path file) {
        this.file = file;
    }

    public void title(String title) {
        add("# " + title + "\n\n");
    }

    /** Begins a section; how busy the machine is stands beside every figure. */
    public void section(String title) {
        add("\n## " + title + "\n\n");
        load("at its beginning");
    }

    public void load(String when) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        note("Load average of the machine %s: %s".formatted(when, number(load)));
    }

    public void note(String note) {
        add(note + "\n\n");
    }

    /** Says whether anything happened to these instances that makes their figures doubtful. */
    void events(List<Instance> instances) {
        Map<String, Long> kinds = instances.stream()
                .flatMap(instance -> instance.events().stream())
                .collect(Collectors.groupingBy(event -> event.getClass().getSimpleName(), Collectors.counting()));
        note("Events of the instances: " + (kinds.isEmpty() ? "none" : kinds));
    }

    public void table(List<String> columns, List<List<String>> rows) {
        row(columns);
        row(Collections.nCopies(columns.size(), "---"));
        rows.forEach(this::row);
        add("\n");
    }

    private void row(List<String> cells) {
        add("| " + String.join(" | ", cells) + " |\n");
    }

    private void add(String more) {
        System.out.print(more);
        text.append(more);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Several lists as one row, of names or of cells. */
    @SafeVarargs
    public static List<String> joined(List<String>... parts) {
        return Stream.of(parts).flatMap(List::stream).toList();
    }

    public static String ratio(long one, long other) {
        return number((double) one / other);
    }

    public static String number(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    public static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}

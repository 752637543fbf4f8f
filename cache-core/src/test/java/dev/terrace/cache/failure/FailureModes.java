package dev.terrace.cache.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The page on failure modes: what it says of one server and the line to it. */
final class FailureModes {

    private static final Path PAGE = Path.of("..", "docs", "failure-modes.md");
    private static final String SECTION = "## One server and the line to it";
    private static final int CELLS = 5;

    private FailureModes() {}

    /** One row of the table. */
    record Row(String fault, String callers, String logged, String meters, String remedy) {

        private static Row of(String line) {
            List<String> cells = Arrays.stream(
                            line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                    .map(String::strip)
                    .toList();
            if (cells.size() != CELLS || cells.contains("")) {
                throw new IllegalStateException("The page needs " + CELLS + " cells here: " + line);
            }
            return new Row(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4));
        }

        /** Whether one of the words that it quotes as those of the log is part of a line. */
        boolean quotes(String line) {
            String[] parts = logged.split("`", -1);
            for (int i = 1; i < parts.length; i += 2) {
                if (line.contains(parts[i])) {
                    return true;
                }
            }
            return false;
        }
    }

    static List<Row> rows() {
        try {
            List<String> lines = Files.readAllLines(PAGE);
            return lines.subList(lines.indexOf(SECTION) + 1, lines.size()).stream()
                    .takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.startsWith("| ") && !line.startsWith("| Fault "))
                    .map(Row::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Row of(Fault fault) {
        return rows().stream()
                .filter(row -> row.fault().equals(fault.text()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The page has no row for: " + fault.text()));
    }
}

package dev.terrace.cache.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes a page and pictures of what benchmarks wrote: {@code ReportMain <directory of results> <page>}. */
public final class ReportMain {

    private ReportMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println(
                    "%d arguments are not two; write the directory of the results and the page to be written, such as"
                                    .formatted(arguments.length)
                            + " target/results RESULTS.md");
            System.exit(2);
        }
        // Pictures need fonts, not a screen.
        System.setProperty("java.awt.headless", "true");
        Path results = Path.of(arguments[0]);
        if (!Files.isDirectory(results)) {
            System.err.println("'%s' is no directory; run the benchmarks first, which make it".formatted(results));
            System.exit(2);
        }
        Path page = Path.of(arguments[1]).toAbsolutePath();
        List<String> lines =
                new Page(Measured.read(results)).lines(Run.read(results), new Plots(page.resolveSibling("plots")));
        Files.write(page, lines);
        System.out.println("Written: " + page);
    }
}

package dev.terrace.cache.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The run that measured, as it is written beside its results.
 *
 * @param facts the commit, the time, the machine, as they were when it began; empty if nobody wrote them
 * @param failed the names of what failed
 */
record Run(Map<String, String> facts, List<String> failed) {

    private static final String FACTS = "run.tsv";
    private static final String FAILED = "failed";

    /** All that can be measured, as the script calls it. */
    private static final List<String> ALL = List.of(
            "NearHits",
            "AnnotatedHits",
            "Stampede",
            "RemoteReads",
            "RemotePuts",
            "BulkReads",
            "TaggedHits",
            "FloatArrays",
            "WholePath",
            "PublishDelay",
            "LoopbackLimit",
            "TagEvictions",
            "MeterOverhead");

    static Run read(Path directory) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        for (String line : lines(directory.resolve(FACTS))) {
            int tab = line.indexOf('\t');
            facts.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return new Run(facts, lines(directory.resolve(FAILED)));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    static void write(Path directory, Map<String, String> facts) throws IOException {
        Files.write(
                directory.resolve(FACTS),
                facts.entrySet().stream()
                        .map(fact -> fact.getKey() + "\t" + fact.getValue())
                        .toList());
    }

    /** What the page has to say of what it does not show. */
    List<String> missing(Measured measured) {
        List<String> suites = ALL.stream()
                .filter(suite -> !measured.suites().contains(suite))
                .filter(suite -> failed.stream().noneMatch(name -> name.matches(suite + "(-\\d+)?")))
                .toList();
        List<String> figures = Stream.of("bytes", "ApplicationReadyEvent")
                .filter(figure -> measured.figure(figure).isEmpty())
                .map(figure -> figure.equals("bytes") ? "NearFootprint" : "StartUp")
                .filter(figure -> !failed.contains(figure))
                .toList();
        List<String> scenarios = Stream.of("mix", "bare", "cold", "delay", "outage")
                .filter(scenario -> !measured.cluster().containsKey(scenario))
                .map(scenario -> "cluster " + scenario)
                .toList();
        List<String> missing =
                Stream.of(suites, figures, scenarios).flatMap(List::stream).toList();
        return List.of(
                "- Failed: " + (failed.isEmpty() ? "nothing" : String.join(", ", failed)) + ".",
                "- Not run: " + (missing.isEmpty() ? "nothing" : String.join(", ", missing)) + ".");
    }
}

package dev.terrace.cache.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All that benchmarks wrote into a directory. Of two results of the same thing the file that was written last counts. */
final class Measured {

    private final SortedMap<Case, SortedMap<String, Score>> cases = new TreeMap<>();
    private final Map<String, SortedSet<String>> runs = new TreeMap<>();
    private final SortedMap<String, Map<String, Double>> figures = new TreeMap<>();
    private final Map<String, Map<String, Double>> cluster = new LinkedHashMap<>();
    private final Map<String, List<String>> series = new TreeMap<>();

    static Measured read(Path directory) throws IOException {
        Measured measured = new Measured();
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.sorted((a, b) ->
                            Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
                    .toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.endsWith(".json") && Files.size(file) > 0) {
                measured.addJson(Files.readString(file));
            } else if (name.equals("cluster-summary.csv")) {
                measured.addSummary(Files.readAllLines(file));
            } else if (name.startsWith("cluster-") && name.endsWith(".csv")) {
                measured.series.put(
                        name.substring("cluster-".length(), name.length() - ".csv".length()), Files.readAllLines(file));
            }
        }
        return measured;
    }

    /** A list of JMH's results, or figures as {@code {"metric": …, "results": {contestant: value}}}. */
    void addJson(String json) {
        JsonNode root = JsonMapper.shared().readTree(json);
        if (root.isArray()) {
            List<JmhFile.Result> results = JmhFile.parse(root);
            // A later file replaces what it measures as a whole: contestants of two runs are not compared.
            results.forEach(result -> cases.keySet().removeIf(result.what()::isOfTheSameRun));
            results.forEach(this::add);
        } else if (root.has("metric")) {
            String metric = root.path("metric").asString();
            addFigure(metric, root.path("results"));
            if (root.has("firstUse")) {
                addFigure(metric.replace("ApplicationReadyEvent", "the first use of the cache"), root.path("firstUse"));
            }
        }
    }

    private void addFigure(String name, JsonNode results) {
        Map<String, Double> values = figures.computeIfAbsent(name, any -> new TreeMap<>(Contestants::compare));
        results.properties()
                .forEach(value -> values.put(value.getKey(), value.getValue().asDouble()));
    }

    private void add(JmhFile.Result result) {
        cases.computeIfAbsent(result.what(), any -> new TreeMap<>(Contestants::compare))
                .put(result.score().contestant(), result.score());
        runs.computeIfAbsent(result.what().suite(), any -> new TreeSet<>()).add(result.run());
    }

    /** Lines of {@code scenario,metric,value} behind the first one. */
    void addSummary(List<String> lines) {
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            cluster.computeIfAbsent(cells[0], any -> new LinkedHashMap<>()).put(cells[1], Double.valueOf(cells[2]));
        }
    }

    /** Names of suites, sorted. */
    Collection<String> suites() {
        return runs.keySet();
    }

    /** How a suite was run. */
    Collection<String> runsOf(String suite) {
        return runs.getOrDefault(suite, new TreeSet<>());
    }

    /** The scores of a suite by case and contestant, both in the order of the tables. */
    SortedMap<Case, SortedMap<String, Score>> casesOf(String suite) {
        SortedMap<Case, SortedMap<String, Score>> found = new TreeMap<>();
        cases.forEach((what, scores) -> {
            if (what.suite().equals(suite)) {
                found.put(what, scores);
            }
        });
        return found;
    }

    /** Figures that no JMH measured, by their name. */
    SortedMap<String, Map<String, Double>> figures() {
        return figures;
    }

    /** The figures whose name contains this. */
    Optional<Map<String, Double>> figure(String part) {
        return figures.entrySet().stream()
                .filter(figure -> figure.getKey().contains(part))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** What the driver of several processes summed up, by scenario and metric. */
    Map<String, Map<String, Double>> cluster() {
        return cluster;
    }

    OptionalDouble cluster(String scenario, String metric) {
        Double value = cluster.getOrDefault(scenario, Map.of()).get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The lines of a file of the driver; empty if there is none. */
    List<String> series(String scenario) {
        return new ArrayList<>(series.getOrDefault(scenario, List.of()));
    }
}

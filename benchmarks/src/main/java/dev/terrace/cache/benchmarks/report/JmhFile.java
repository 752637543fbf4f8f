package dev.terrace.cache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What JMH writes with {@code -rf json}: a list of results. */
final class JmhFile {

    /** As JMH calls it, of its profiler {@code gc}; older ones begin with a dot. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** What suites count beside the time, by its name: the counter, and the one that says how often. */
    private static final Map<String, List<String>> COUNTS = Map.of(
            "loads per round",
            List.of("loads", "rounds"),
            "round trips per eviction",
            List.of("roundTrips", "evictions"));

    private JmhFile() {}

    /**
     * One score and what it is of.
     *
     * @param run how it was measured: {@code 1 fork, 3 × 1 s after 2 × 1 s to warm up}
     */
    record Result(Case what, Score score, String run) {}

    static List<Result> parse(JsonNode results) {
        List<Result> parsed = new ArrayList<>();
        results.forEach(result -> parsed.add(result(result)));
        return parsed;
    }

    private static Result result(JsonNode result) {
        String[] names = result.path("benchmark").asString().split("\\.", -1);
        String method = names[names.length - 1];
        SortedMap<String, String> parameters = new TreeMap<>();
        result.path("params")
                .properties()
                .forEach(parameter ->
                        parameters.put(parameter.getKey(), parameter.getValue().asString()));
        String contestant = parameters.remove(Contestants.PARAMETER);
        if (contestant == null && Contestants.isKnown(method)) {
            contestant = method;
            method = "";
        }
        JsonNode metric = result.path("primaryMetric");
        Case what = new Case(
                names[names.length - 2],
                method,
                result.path("mode").asString(),
                metric.path("scoreUnit").asString(),
                result.path("threads").asInt(),
                parameters);
        Score score = new Score(
                contestant != null ? contestant : "",
                number(metric.path("score")),
                number(metric.path("scoreError")),
                what.mode().equals("sample") ? percentiles(metric) : new TreeMap<>(),
                allocated(result.path("secondaryMetrics")),
                counts(result.path("secondaryMetrics")));
        return new Result(what, score, run(result));
    }

    private static SortedMap<Double, Double> percentiles(JsonNode metric) {
        SortedMap<Double, Double> percentiles = new TreeMap<>();
        metric.path("scorePercentiles")
                .properties()
                .forEach(percentile ->
                        percentiles.put(Double.valueOf(percentile.getKey()), number(percentile.getValue())));
        return percentiles;
    }

    private static @Nullable Double allocated(JsonNode metrics) {
        for (var metric : metrics.properties()) {
            if (metric.getKey().endsWith(ALLOCATED)) {
                return number(metric.getValue().path("score"));
            }
        }
        return null;
    }

    /** Counters of a whole run mean something only for each time that it was done. */
    private static SortedMap<String, Double> counts(JsonNode metrics) {
        SortedMap<String, Double> counts = new TreeMap<>();
        COUNTS.forEach((name, counters) -> {
            JsonNode counted = metrics.path(counters.get(0)).path("score");
            JsonNode times = metrics.path(counters.get(1)).path("score");
            if (!counted.isMissingNode() && !times.isMissingNode()) {
                counts.put(name, number(counted) / number(times));
            }
        });
        return counts;
    }

    private static String run(JsonNode result) {
        int forks = result.path("forks").asInt();
        return "%d %s, %s × %s after %s × %s to warm up"
                .formatted(
                        forks,
                        forks == 1 ? "fork" : "forks",
                        result.path("measurementIterations").asString(),
                        result.path("measurementTime").asString(),
                        result.path("warmupIterations").asString(),
                        result.path("warmupTime").asString());
    }

    /** JMH writes what is no number as a string. */
    private static double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
    }
}

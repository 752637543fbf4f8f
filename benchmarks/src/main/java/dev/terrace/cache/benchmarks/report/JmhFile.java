package dev.terrace.cache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What JMH writes with {@code -rf json}: a list of results. */
final class JmhFile {

    /** As JMH calls it, of its profiler {@code gc}; older ones begin with a dot. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

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
                allocated(result.path("secondaryMetrics")));
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

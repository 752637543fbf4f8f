package dev.terrace.cache.benchmarks.report;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What contestants are compared in: one thing to do under the same circumstances. Only scores of one case make a ratio.
 *
 * @param suite simple name of the class
 * @param method what is done; empty if the methods are the contestants
 * @param mode as JMH writes it: {@code thrpt}, {@code avgt}, {@code sample}, {@code ss}
 * @param unit of the scores
 * @param threads that do it at once
 * @param parameters the other circumstances
 */
record Case(String suite, String method, String mode, String unit, int threads, SortedMap<String, String> parameters)
        implements Comparable<Case> {

    boolean isThroughput() {
        return mode.equals("thrpt");
    }

    /** How many times as fast the first is as the second: more than 1 if it is faster, whatever is measured. */
    Measure speed(Score first, Score second) {
        return isThroughput()
                ? first.measure().over(second.measure())
                : second.measure().over(first.measure());
    }

    /** Whether one run of JMH measures both: a suite is run with one number of threads after the other. */
    boolean isOfTheSameRun(Case other) {
        return suite.equals(other.suite) && mode.equals(other.mode) && threads == other.threads;
    }

    /** Whether both measure in one way, under the same circumstances, what two suites do. */
    boolean isLike(Case other) {
        return mode.equals(other.mode)
                && unit.equals(other.unit)
                && threads == other.threads
                && parameters.equals(other.parameters);
    }

    /** What a larger ratio of two scores means. */
    String larger() {
        return isThroughput() ? "more is faster" : "more is slower";
    }

    /** {@code get, String, zipfian, 1 thread}. */
    String title() {
        String circumstances = parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + " " + parameter.getValue() + ", ")
                .collect(Collectors.joining());
        return (method.isEmpty() ? "" : method + ", ")
                + circumstances
                + threads
                + (threads == 1 ? " thread" : " threads");
    }

    /** In the unit of the mode: what a larger score means. */
    String meaning() {
        return switch (mode) {
            case "thrpt" -> "throughput, " + unit + ", more is better";
            case "sample" -> "time of one call, " + unit + ", less is better";
            case "ss" -> "time of one shot, each after its own preparation, " + unit + ", less is better";
            default -> "mean time, " + unit + ", less is better";
        };
    }

    private String order() {
        SortedMap<String, String> padded = new TreeMap<>(parameters);
        padded.replaceAll((name, value) ->
                value.matches("[0-9]+") ? "0".repeat(Math.max(0, 12 - value.length())) + value : value);
        return "%s %s %06d %s %s".formatted(suite, method, threads, padded, mode);
    }

    @Override
    public int compareTo(Case other) {
        int byOrder = order().compareTo(other.order());
        return byOrder != 0 ? byOrder : unit.compareTo(other.unit);
    }
}

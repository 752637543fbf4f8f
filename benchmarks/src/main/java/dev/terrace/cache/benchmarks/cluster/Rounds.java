package dev.terrace.cache.benchmarks.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What is done again and again: all instances read one cold key; one instance evicts what another one holds. */
final class Rounds {

    /** Until then all threads wait for their start. */
    private static final long HEAD_START_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private Rounds() {}

    /** Keys behind those of the mix, so that no tier holds them. */
    static void cold(Cluster cluster, Settings settings, Results results) throws IOException {
        List<String> lines = new ArrayList<>(List.of("round,loads,served,errors,longest ms"));
        long[] sum = new long[4];
        long mostLoads = 0;
        for (int round = 0; round < settings.rounds().cold(); round++) {
            long[] seen = new long[4];
            int key = settings.load().keys() + round;
            for (String answer : cluster.all("cold", key, settings.callers(), System.nanoTime() + HEAD_START_NANOS)) {
                long[] more = Arrays.stream(answer.split(","))
                        .mapToLong(Long::parseLong)
                        .toArray();
                Arrays.setAll(seen, i -> i == 3 ? Math.max(seen[i], more[i]) : seen[i] + more[i]);
            }
            lines.add("%d,%d,%d,%d,%s".formatted(round, seen[0], seen[1], seen[2], millis(seen[3])));
            Arrays.setAll(sum, i -> i == 3 ? Math.max(sum[i], seen[i]) : sum[i] + seen[i]);
            mostLoads = Math.max(mostLoads, seen[0]);
            System.out.printf("  round %d: %d loads for %d callers%n", round + 1, seen[0], seen[1] + seen[2]);
        }
        results.write("cold", lines);
        results.add("cold", "instances", settings.instances());
        results.add("cold", "callers of each instance", settings.callers());
        results.add("cold", "rounds", settings.rounds().cold());
        results.add("cold", "most loads in a round", mostLoads);
        results.add("cold", "loads", sum[0]);
        results.add("cold", "calls served", sum[1]);
        results.add("cold", "errors to callers", sum[2]);
        results.add("cold", "longest call ms", sum[3] / 1e6);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }

    /** An eviction and a bare message in turn, from the first instance to the second one, which looks in the same way for both. */
    static void delay(Cluster cluster, Settings settings, Results results) throws IOException {
        int warmUp = settings.rounds().delay() / 4;
        InstanceProcess here = cluster.instance(0);
        InstanceProcess there = cluster.instance(1);
        Histogram evictions = new Histogram(3);
        Histogram messages = new Histogram(3);
        List<String> lines = new ArrayList<>(List.of("round,evict us,bare us"));
        for (int round = -warmUp; round < settings.rounds().delay(); round++) {
            int key = (round + warmUp) % settings.load().keys();
            there.say("hold", key);
            there.answer();
            long evicted = delay(there, "gone", here, "evict", key);
            long published = delay(there, "received", here, "publish", round);
            if (round >= 0) {
                evictions.recordValue(evicted);
                messages.recordValue(published);
                lines.add(String.format(Locale.ROOT, "%d,%.1f,%.1f", round, evicted / 1e3, published / 1e3));
            }
        }
        results.write("delay", lines);
        for (double percentile : new double[] {50, 95, 99}) {
            double evicted = evictions.getValueAtPercentile(percentile) / 1e3;
            double published = messages.getValueAtPercentile(percentile) / 1e3;
            String name = "p" + (int) percentile;
            results.add("delay", "evict to gone %s us".formatted(name), evicted);
            results.add("delay", "bare publish to listener %s us".formatted(name), published);
            results.add("delay", "ratio %s".formatted(name), evicted / published);
        }
    }

    private static long delay(InstanceProcess there, String look, InstanceProcess here, String act, int what) {
        there.say(look, what);
        here.say(act, what);
        long begin = Long.parseLong(here.answer());
        return Long.parseLong(there.answer()) - begin;
    }
}

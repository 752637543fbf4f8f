package dev.terrace.cache.benchmarks.cluster;

import dev.terrace.cache.benchmarks.cluster.Tally.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Reads and writes of all instances, and what comes of them second by second. */
final class Mix {

    /** Before anything is counted. */
    static final Duration WARM_UP = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final List<String> lines = new ArrayList<>();
    private int second;

    Mix(Cluster cluster) {
        this.cluster = cluster;
        lines.add("second,instance,operations," + String.join(",", Counts.COLUMNS));
    }

    /**
     * Loads every key once, and reads and writes until the code is warm and the near tiers hold what is read often.
     *
     * @throws IllegalStateException if an instance saw an error; then nothing that follows can be trusted
     */
    void warmUp() throws InterruptedException {
        System.out.println("  loading every key");
        cluster.all("fill");
        start();
        TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
        stop();
        Counts counts = Counts.sum(cluster.take());
        if (counts.errors() > 0) {
            printFirstError(cluster);
            throw new IllegalStateException(
                    "%d errors to callers while nothing was measured yet".formatted(counts.errors()));
        }
        cluster.takeTimes();
        // Anew, so that nothing is due any more that cold code did not get done.
        start();
    }

    void start() {
        cluster.all("go", ThreadLocalRandom.current().nextLong());
    }

    /** Lets it go on for so long; what all instances did meanwhile. */
    Counts go(Duration duration) throws InterruptedException {
        Counts sum = Counts.NONE;
        long begin = System.nanoTime();
        for (int i = 1; i <= duration.toSeconds(); i++) {
            long left = begin + TimeUnit.SECONDS.toNanos(i) - System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
            sum = sum.plus(look());
        }
        return sum;
    }

    private Counts look() {
        second++;
        List<Counts> all = cluster.take();
        for (int i = 0; i < all.size(); i++) {
            Counts counts = all.get(i);
            lines.add("%d,%d,%d,%s".formatted(second, i, counts.operations(), counts.toLine()));
        }
        Counts sum = Counts.sum(all);
        System.out.printf(
                Locale.ROOT,
                "  %3d s: %,d ops, %,d remote reads, hits %.1f %%, %d loads, %d errors, %d stale%n",
                second,
                sum.operations(),
                sum.remote(),
                100 * sum.combinedRate(),
                sum.loads(),
                sum.errors(),
                sum.stale());
        return sum;
    }

    void stop() {
        cluster.all("halt");
    }

    /** A line per instance and second. */
    List<String> lines() {
        return lines;
    }

    /** The whole scenario. */
    static void run(Cluster cluster, Settings settings, Results results) throws Exception {
        Mix mix = new Mix(cluster);
        mix.warmUp();
        long begin = System.nanoTime();
        Counts sum = mix.go(settings.duration());
        double seconds = (System.nanoTime() - begin) / 1e9;
        mix.stop();
        results.write("mix", mix.lines());
        report(results, "mix", sum, seconds);
        times(results, cluster.takeTimes());
        loads(results, cluster, settings);
        printFirstError(cluster);
    }

    static void report(Results results, String scenario, Counts sum, double seconds) {
        results.add(scenario, "seconds", seconds);
        results.add(scenario, "operations per second", sum.operations() / seconds);
        results.add(scenario, "remote reads per second", sum.remote() / seconds);
        results.add(scenario, "near hit rate", sum.nearRate());
        results.add(scenario, "remote hit rate on a near miss", sum.remoteRate());
        results.add(scenario, "combined hit rate", sum.combinedRate());
        results.add(scenario, "loads", sum.loads());
        results.add(scenario, "errors to callers", sum.errors());
        results.add(scenario, "reads of own writes", sum.checked());
        results.add(scenario, "stale reads of own writes", sum.stale());
        results.add(scenario, "reads behind another instance", sum.behind());
    }

    private static void times(Results results, Times times) {
        for (Kind kind : Kind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            for (double percentile : new double[] {50, 95, 99, 99.9}) {
                results.add(
                        "mix",
                        "%s p%s ms".formatted(name, percentile == 99.9 ? "99.9" : (int) percentile),
                        times.millis(kind, percentile));
            }
        }
    }

    /** Of the whole run, the first load of each key included. */
    private static void loads(Results results, Cluster cluster, Settings settings) {
        int[] perKey = new int[settings.load().keys()];
        for (String line : cluster.all("loads")) {
            int[] more = Arrays.stream(line.substring(1, line.length() - 1).split(","))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            Arrays.setAll(perKey, key -> perKey[key] + more[key]);
        }
        results.add("mix", "loads per key mean", Arrays.stream(perKey).average().orElse(0));
        results.add("mix", "loads per key most", Arrays.stream(perKey).max().orElse(0));
    }

    static void printFirstError(Cluster cluster) {
        cluster.all("first-error").stream()
                .map(answer -> answer.substring("none ".length()))
                .filter(error -> !error.isEmpty())
                .findFirst()
                .ifPresent(error -> System.out.println("  the first error: " + error));
    }
}

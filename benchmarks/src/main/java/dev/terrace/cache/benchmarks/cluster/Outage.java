package dev.terrace.cache.benchmarks.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Redis is killed under load and comes back empty. */
final class Outage {

    private static final Duration BEFORE = Duration.ofSeconds(5);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final long LONGEST_RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(60);

    private Outage() {}

    static void run(Cluster cluster, Settings settings, Results results) throws Exception {
        Mix mix = new Mix(cluster);
        mix.warmUp();
        Counts before = mix.go(BEFORE);
        System.out.println("  kill -9");
        long killed = System.nanoTime();
        cluster.redis().kill();
        Counts during = mix.go(settings.outage());
        cluster.redis().restart();
        long answers = System.nanoTime();
        System.out.println("  Redis answers again");
        double back = awaitAll(cluster, killed, answers);
        Counts after = mix.go(AFTER);
        mix.stop();
        results.write("outage", mix.lines());
        report(results, "before", before, BEFORE);
        report(results, "during", during, settings.outage());
        report(results, "after", after, AFTER);
        Counts all = before.plus(during).plus(after);
        results.add("outage", "errors to callers", all.errors());
        results.add("outage", "stale reads of own writes", all.stale());
        results.add("outage", "reads of own writes", all.checked());
        results.add("outage", "longest call ms", longest(cluster.takeTimes()));
        results.add("outage", "seconds until all are back in step", back);
        Mix.printFirstError(cluster);
    }

    private static void report(Results results, String part, Counts counts, Duration duration) {
        results.add("outage", part + ": operations per second", (double) counts.operations() / duration.toSeconds());
        results.add("outage", part + ": combined hit rate", counts.combinedRate());
        results.add("outage", part + ": errors to callers", counts.errors());
    }

    private static double longest(Times times) {
        return List.of(Tally.Kind.NEAR, Tally.Kind.REMOTE, Tally.Kind.LOADED, Tally.Kind.WRITE).stream()
                .mapToDouble(kind -> times.millis(kind, 100))
                .filter(millis -> !Double.isNaN(millis))
                .max()
                .orElse(Double.NaN);
    }

    /** Seconds from the first answer of Redis until the last instance was back; NaN if one never was. */
    private static double awaitAll(Cluster cluster, long killed, long answers) throws InterruptedException {
        while (System.nanoTime() < answers + LONGEST_RECOVERY_NANOS) {
            List<Long> back =
                    cluster.all("back", killed).stream().map(Long::parseLong).toList();
            if (back.stream().allMatch(time -> time > 0)) {
                long last = back.stream().mapToLong(time -> time).max().orElseThrow();
                return Math.max(0, last - answers) / 1e9;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Double.NaN;
    }
}

package dev.terrace.cache.figures;

import dev.terrace.cache.testing.TestRedis;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The figures of {@code docs/coherence.md}, as Markdown on the console and in {@code target/coherence-figures.md}. No build runs it:
 *
 * <pre>
 * ./mvnw -pl cache-core verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=CoherenceFigures
 * </pre>
 *
 * {@code -Dfigures.large=true} adds a tag of a million entries.
 */
class CoherenceFigures {

    private final Report report = new Report(Path.of("target", "coherence-figures.md"));

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void areMeasuredInOneRun() throws Exception {
        long from = System.nanoTime();
        try (TestRedis redis = TestRedis.startLocal()) {
            begin(redis);
            DelayFigures.measure(redis, report);
            IntervalFigures.measure(redis, report);
            ThroughputFigures.measure(redis, report);
            TagFigures.measure(redis, report);
            redis.flush();
            RestFigures.measure(redis, report);
        }
        report.note("All of it took %d s.".formatted(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - from)));
    }

    private void begin(TestRedis redis) {
        report.title("Figures of coherence");
        if (!Scale.isFull()) {
            report.note("**Not the full measurement: `figures.scale` is below 1.**");
        }
        String version = redis.cli("INFO", "server")
                .lines()
                .filter(line -> line.startsWith("redis_version:"))
                .findFirst()
                .orElse("?");
        report.note("%d processors, Java %s, %s (%s) and all instances on one machine, over loopback"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        version,
                        redis.kind()));
    }
}

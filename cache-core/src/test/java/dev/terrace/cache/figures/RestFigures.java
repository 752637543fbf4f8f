package dev.terrace.cache.figures;

import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What instances cost the server while nobody uses them: with the defaults, and with some entries near. */
final class RestFigures {

    private static final Duration TO_SETTLE = Duration.ofSeconds(2);

    /** Twice the period of what happens least often. */
    private static final Duration WINDOW = Duration.ofSeconds(20);

    private static final int ENTRIES = 100;

    private RestFigures() {}

    static void measure(TestRedis redis, Report report) throws Exception {
        report.section("Commands per second at rest");
        String namespace = Namespaces.fresh();
        List<Instance> instances = new ArrayList<>();
        try {
            List<List<String>> rows = new ArrayList<>();
            for (int count : List.of(1, 4, 10)) {
                while (instances.size() < count) {
                    instances.add(started(redis, namespace));
                }
                Watch.pass(TO_SETTLE);
                rows.add(row(redis, count));
            }
            report.table(
                    List.of(
                            "Instances",
                            "Sent per second",
                            "for each instance",
                            "Carried out, within scripts too",
                            "Each"),
                    rows);
            report.note("Over %d s each, with %d near entries in each instance; by the server's `INFO commandstats`."
                    .formatted(Scale.time(WINDOW).toSeconds(), ENTRIES));
            report.events(instances);
            report.load("at its end");
        } finally {
            instances.forEach(Instance::close);
        }
    }

    private static Instance started(TestRedis redis, String namespace) throws Exception {
        Instance instance = Instance.joined(redis.address(), namespace, Policies.BOTH);
        for (int i = 0; i < ENTRIES; i++) {
            instance.cache("products").fetch(i, () -> "a value");
        }
        return instance;
    }

    private static List<String> row(TestRedis redis, int count) {
        long from = System.nanoTime();
        Commands before = Commands.of(redis);
        Watch.pass(Scale.time(WINDOW));
        Commands commands = Commands.of(redis).since(before);
        double seconds = (System.nanoTime() - from) / 1e9;
        return List.of(
                Report.whole(count),
                Report.number(commands.sent() / seconds),
                Report.number(commands.sent() / seconds / count),
                Report.number(commands.all() / seconds),
                commands.text(seconds));
    }
}

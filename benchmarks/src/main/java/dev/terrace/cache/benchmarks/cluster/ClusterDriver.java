package dev.terrace.cache.benchmarks.cluster;

import java.util.List;
import java.util.Locale;

/** Runs scenarios over instances that are processes of their own; {@link Settings} says with which arguments. */
public final class ClusterDriver {

    private ClusterDriver() {}

    public static void main(String[] arguments) throws Exception {
        Settings settings;
        try {
            settings = Settings.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Settings.usage());
            System.exit(2);
            return;
        }
        Results results = new Results(settings.results());
        // The delay is between two; more processes would only take the processor from them.
        boolean onlyDelay = settings.scenarios().equals(List.of(Settings.Scenario.DELAY));
        System.out.println("starting the processes");
        try (Cluster cluster = new Cluster(onlyDelay ? 2 : settings.instances(), List.of(arguments))) {
            for (Settings.Scenario scenario : settings.scenarios()) {
                System.out.println(scenario.name().toLowerCase(Locale.ROOT) + ":");
                runIn(scenario, cluster, settings, results);
            }
        }
        System.exit(0);
    }

    /** What was measured before a failure is kept, and so is what the instances said of it. */
    private static void runIn(Settings.Scenario scenario, Cluster cluster, Settings settings, Results results)
            throws Exception {
        try {
            run(scenario, cluster, settings, results);
        } catch (Exception e) {
            cluster.keepLogs();
            throw e;
        } finally {
            results.writeSummary();
        }
    }

    private static void run(Settings.Scenario scenario, Cluster cluster, Settings settings, Results results)
            throws Exception {
        switch (scenario) {
            case MIX -> Mix.run(cluster, settings, results);
            case BARE -> BareMix.run(cluster, settings, results);
            case COLD -> Rounds.cold(cluster, settings, results);
            case DELAY -> Rounds.delay(cluster, settings, results);
            case OUTAGE -> Outage.run(cluster, settings, results);
        }
    }
}

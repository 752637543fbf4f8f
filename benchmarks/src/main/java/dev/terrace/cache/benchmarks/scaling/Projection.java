package dev.terrace.cache.benchmarks.scaling;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** What the costs of operations come to for many instances and shards. Only arithmetic: the formulas of docs/scaling.md. */
final class Projection {

    private static final List<Integer> INSTANCES = List.of(10, 100, 1_000);

    /** Shards, and lanes on them. */
    private static final List<int[]> SHARDS = List.of(
            new int[] {1, 1}, new int[] {4, 64}, new int[] {4, 4}, new int[] {16, 64}, new int[] {16, 16}, new int[] {
                64, 64
            });

    /** Seconds between two syncs. */
    private static final double INTERVAL = 1;

    /** Seconds between two announcements of an instance, and between two checks of itself. */
    private static final double ANNOUNCED_EVERY = 10;

    private static final double MAXIMUM_CHECKED = 20;

    /** In a second, in each instance. */
    private static final double READS = 500;

    private static final double LOADS = 25;
    private static final double EVICTIONS = 10;
    private static final double MB = 1e6;

    private final Costs.Of costs;

    Projection(Costs.Of costs) {
        this.costs = costs;
    }

    /** Of the shard with the control lane, of which there is one. */
    private Load rest(int instances, int shards, int lanes) {
        double syncs = instances * (1 + (double) lanes / shards) / INTERVAL;
        double checks = instances * Math.min(lanes, MAXIMUM_CHECKED) / shards / ANNOUNCED_EVERY;
        return Load.of(costs.sync(), syncs)
                .and(Load.of(costs.header(), checks))
                .and(Load.of(costs.announcement(), instances / ANNOUNCED_EVERY));
    }

    /** What one more listener costs, for each message. */
    private Load listener(double messages) {
        Cost alone = costs.evict();
        Cost heard = costs.heard();
        return new Load(
                0,
                0,
                messages * (heard.bytesOut() - alone.bytesOut()) / Costs.LISTENERS,
                messages * (heard.busy() - alone.busy()) / Costs.LISTENERS / 1e6);
    }

    /** Of the shard with the channel of the bus, which all instances hear there. */
    private Load work(int instances, int shards, boolean heard) {
        double share = (double) instances / shards;
        Load own = Load.of(costs.hit(), share * (READS - LOADS))
                .and(Load.of(costs.miss(), share * LOADS))
                .and(Load.of(costs.evict(), share * EVICTIONS));
        return heard ? own.and(listener(instances * EVICTIONS * instances)) : own;
    }

    void print() {
        table("At rest", n -> each(n, false));
        table("At work", n -> each(n, true));
        System.out.println();
        System.out.println("One core is full at");
        System.out.println();
        System.out.println("| What | a second |");
        System.out.println("|---|---|");
        full("reads that hit, one by one", costs.hit().busy());
        full(
                "reads that hit, %d together".formatted(Costs.TOGETHER),
                costs.together().busy() / Costs.TOGETHER);
        full("reads that miss, with their fills", costs.miss().busy());
        full("syncs", costs.sync().busy());
        for (int n : INSTANCES) {
            full(
                    "invalidations that %d instances hear".formatted(n),
                    costs.evict().busy() + 1e6 * listener(n).cores());
        }
        System.out.printf("%nThe most instances at this work for which one core is enough%n%n");
        System.out.println("| Shards | Lanes | with messages | without |");
        System.out.println("|---|---|---|---|");
        for (int[] shard : SHARDS) {
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %d | %,d | %,d |%n",
                    shard[0],
                    shard[1],
                    most(shard[0], shard[1], true),
                    most(shard[0], shard[1], false));
        }
    }

    private static void full(String what, double micros) {
        System.out.printf(Locale.ROOT, "| %s | %,.0f |%n", what, 1e6 / micros);
    }

    private int most(int shards, int lanes, boolean heard) {
        int n = 1;
        while (work(n + 1, shards, heard).and(rest(n + 1, shards, lanes)).cores() < 1) {
            n++;
        }
        return n;
    }

    private void table(String name, IntFunction<String> rows) {
        System.out.printf("%n%s%n%n", name);
        System.out.println("| Instances | Shards | Lanes | Commands/s | MB/s in | MB/s out | Cores |");
        System.out.println("|---|---|---|---|---|---|---|");
        INSTANCES.forEach(n -> System.out.print(rows.apply(n)));
    }

    private String each(int instances, boolean atWork) {
        StringBuilder rows = new StringBuilder();
        for (int[] shard : SHARDS) {
            Load load = rest(instances, shard[0], shard[1]);
            if (atWork) {
                load = load.and(work(instances, shard[0], true));
            }
            rows.append(String.format(
                    Locale.ROOT,
                    "| %,d | %d | %d | %,.0f | %.1f | %.1f | %.2f |%n",
                    instances,
                    shard[0],
                    shard[1],
                    load.commands(),
                    load.bytesIn() / MB,
                    load.bytesOut() / MB,
                    load.cores()));
        }
        return rows.toString();
    }
}

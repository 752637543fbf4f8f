package dev.terrace.cache.figures;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** As {@link DelayFigures}, without pub/sub: at any time within an interval, so with many evictions at once that wait for a sync. */
final class IntervalFigures {

    private static final CoherenceSettings SETTINGS =
            CoherenceSettings.defaults().withoutPubSub();

    private final List<Long> delays = new ArrayList<>();
    private final List<Long> roundTrips = new ArrayList<>();
    private final List<Long> syncs = new ArrayList<>();

    private IntervalFigures() {}

    static void measure(TestRedis redis, Report report) throws Exception {
        String namespace = Namespaces.fresh();
        RemoteTier tier = new RedisRemoteTier(namespace, RedisSettings.of(redis.address()));
        try (Instance here = Instance.joined(redis.address(), namespace, Policies.BOTH, SETTINGS);
                Instance there = Instance.joined(tier, Policies.BOTH, SETTINGS);
                Watch watch = new Watch()) {
            report.section("The same without pub/sub");
            IntervalFigures figures = new IntervalFigures();
            figures.run(here, there, tier, watch);
            figures.report(report);
            report.events(List.of(here, there));
            report.load("at its end");
        }
    }

    private record Eviction(long from, CompletableFuture<Long> seen) {}

    private void run(Instance here, Instance there, RemoteTier tier, Watch watch) throws Exception {
        int count = Scale.count(600);
        for (int i = 0; i < count; i++) {
            here.cache("products").fetch(i, () -> "a value");
            there.cache("products").fetch(i, () -> "a value");
        }
        List<Eviction> evictions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Watch.pass(Duration.ofNanos(ThreadLocalRandom.current().nextLong(30_000_000)));
            evictions.add(evict(i, here.cache("products"), there.cache("products"), watch));
            long from = System.nanoTime();
            tier.tail(new Lane(0), "figures-" + i).toCompletableFuture().get(20, TimeUnit.SECONDS);
            roundTrips.add(System.nanoTime() - from);
        }
        for (Eviction eviction : evictions) {
            delays.add(Watch.time(eviction.seen) - eviction.from);
        }
        for (int i = 0; i < Scale.count(200); i++) {
            long from = System.nanoTime();
            there.manager().runtime().sync().toCompletableFuture().get(20, TimeUnit.SECONDS);
            syncs.add(System.nanoTime() - from);
        }
    }

    private static Eviction evict(int key, TerraceCache cache, TerraceCache elsewhere, Watch watch) {
        BooleanSupplier gone = () -> elsewhere.getNativeCache().nearHit(key) == null;
        if (gone.getAsBoolean()) {
            throw new IllegalStateException("The entry is not near");
        }
        CompletableFuture<Long> seen = watch.until(gone);
        long from = System.nanoTime();
        cache.evict(key);
        return new Eviction(from, seen);
    }

    private void report(Report report) {
        Delays evicted = new Delays(delays);
        Delays trips = new Delays(roundTrips);
        List<List<String>> rows = new ArrayList<>();
        rows.add(evicted.row("`evict` → near entry not served elsewhere"));
        rows.add(trips.row("one round trip of the same client (`tail`), in turn with that"));
        rows.add(new Delays(syncs).row("one sync (`runtime().sync()`: control lane, then key lane), afterwards"));
        report.table(Report.joined(List.of(""), Delays.COLUMNS), rows);
        long over = evicted.longest() - SETTINGS.syncInterval().toNanos();
        report.note(
                "The longest is the sync interval (%s) %s %s; a round trip is %s at the median and %s at the 99th percentile."
                        .formatted(
                                Delays.text(SETTINGS.syncInterval().toNanos()),
                                over < 0 ? "less" : "plus",
                                Delays.text(Math.abs(over)),
                                Delays.text(trips.median()),
                                Delays.text(trips.p99())));
    }
}

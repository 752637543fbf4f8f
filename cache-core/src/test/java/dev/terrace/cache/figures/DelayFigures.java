package dev.terrace.cache.figures;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * From the call of {@code evict} until the near entry of another instance is served no more; in turn with the bare thing, from the call
 * of {@code publish} until the listener was called. Each is seen in two ways: by a thread that looks now and then, and on
 * the client's thread itself.
 */
final class DelayFigures implements AutoCloseable {

    /** Both together fit into a near tier. */
    private static final int WARM_UP = 3_000;

    private static final int COUNT = 6_000;

    private static final Duration LONGEST_STAMP = Duration.ofMillis(200);

    private final String namespace = Namespaces.fresh();
    private final StampingTier tier;
    private final Instance here;
    private final Instance there;
    private final BareTopic bare;
    private final Watch watch = new Watch();

    private final Way evictions = new Way(new ArrayList<>(), new ArrayList<>());
    private final Way messages = new Way(new ArrayList<>(), new ArrayList<>());
    private int skipped;

    private DelayFigures(TestRedis redis) {
        tier = new StampingTier(new RedisRemoteTier(namespace, RedisSettings.of(redis.address())));
        here = Instance.joined(redis.address(), namespace, Policies.BOTH);
        there = Instance.joined(tier, Policies.BOTH, CoherenceSettings.defaults());
        bare = new BareTopic(redis.address());
    }

    /** The delays of one of the two ways. */
    private record Way(List<Long> looked, List<Long> stamped) {
        void forget() {
            looked.clear();
            stamped.clear();
        }
    }

    static void measure(TestRedis redis, Report report) throws Exception {
        try (DelayFigures figures = new DelayFigures(redis)) {
            report.section("Evict → invisible elsewhere");
            figures.run();
            figures.report(report);
        }
    }

    private void run() throws Exception {
        int warmUp = Scale.count(WARM_UP);
        int count = warmUp + Scale.count(COUNT);
        for (int i = 0; i < count; i++) {
            here.cache("products").fetch(i, () -> "a value");
            there.cache("products").fetch(i, () -> "a value");
        }
        for (int i = 0; i < count; i++) {
            if (i == warmUp) {
                evictions.forget();
                messages.forget();
                skipped = 0;
            }
            evict(i);
            publish(i);
        }
    }

    private void evict(int key) throws Exception {
        TerraceCache elsewhere = there.cache("products");
        BooleanSupplier gone = () -> elsewhere.getNativeCache().nearHit(key) == null;
        if (gone.getAsBoolean()) {
            skipped++;
            return;
        }
        TerraceCache cache = here.cache("products");
        tier.expect(gone);
        CompletableFuture<Long> seen = watch.until(gone);
        long from = System.nanoTime();
        cache.evict(key);
        evictions.looked.add(Watch.time(seen) - from);
        long latest = System.nanoTime() + LONGEST_STAMP.toNanos();
        while (tier.stampedAt() == 0 && System.nanoTime() < latest) {
            LockSupport.parkNanos(10_000);
        }
        // Without a stamp a sync was faster than the message.
        if (tier.stampedAt() != 0) {
            evictions.stamped.add(tier.stampedAt() - from);
        }
    }

    private void publish(int number) throws Exception {
        CompletableFuture<Long> seen = watch.until(() -> bare.hasReceived(number));
        long from = System.nanoTime();
        bare.publish(number);
        messages.looked.add(Watch.time(seen) - from);
        messages.stamped.add(bare.receivedAt() - from);
    }

    private void report(Report report) {
        List<List<String>> rows = new ArrayList<>();
        add(rows, "by a thread that looks", new Delays(evictions.looked), new Delays(messages.looked));
        add(rows, "on the client's thread", new Delays(evictions.stamped), new Delays(messages.stamped));
        report.table(Report.joined(List.of("From the call", "Seen"), Delays.COLUMNS), rows);
        report.note(
                ("In turn, in one thread, behind %s of each to warm up. The thread that looks rests %s between two looks, so what it sees"
                                + " first is up to that late, for both alike. Left out, since the entry was not near before: %d.")
                        .formatted(Report.whole(Scale.count(WARM_UP)), Delays.text(Watch.rest()), skipped));
        report.events(List.of(here, there));
        report.load("at its end");
    }

    private static void add(List<List<String>> rows, String how, Delays evicted, Delays published) {
        rows.add(evicted.row("`evict` → near entry not served elsewhere", how));
        rows.add(published.row("`RTopic.publish` → listener", how));
        rows.add(List.of(
                "ratio",
                how,
                "",
                Report.ratio(evicted.median(), published.median()),
                "**" + Report.ratio(evicted.p99(), published.p99()) + "**",
                Report.ratio(evicted.longest(), published.longest())));
    }

    @Override
    public void close() throws Exception {
        watch.close();
        bare.close();
        here.close();
        there.close();
    }
}

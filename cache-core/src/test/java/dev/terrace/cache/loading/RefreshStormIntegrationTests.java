package dev.terrace.cache.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Loader;
import dev.terrace.cache.CachePolicy.Loader.Bounded;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.loading.Fleet.Read;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many keys expire together under steady reads, with {@code stale-while-revalidate}. */
@Tag("crowded")
class RefreshStormIntegrationTests {

    private static final int INSTANCES = 3;
    private static final int KEYS = 1_000;
    private static final Duration LIFE = Duration.ofSeconds(3);
    private static final Duration WINDOW = Duration.ofSeconds(20);

    /** As far as the estimates of the server's clock may differ. */
    private static final Duration TOLERANCE = Duration.ofMillis(200);

    private static CachePolicy policy(Duration life, Duration window) {
        return Policies.loading(
                Policies.stale(Policies.living(Policies.BOTH, life), window, Duration.ZERO),
                new Loader(Duration.ofSeconds(10), null, null, Duration.ofSeconds(5), 16, Bounded.BACKGROUND));
    }

    private static List<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i).toList();
    }

    @Test
    void aThousandKeysThatExpireTogetherAreRefreshedOnceEachAndNobodyWaits() throws Exception {
        List<Read> reads;
        List<Load> loads;
        try (Fleet fleet = new Fleet(INSTANCES, policy(LIFE, WINDOW))) {
            awaitExpiry(fill(fleet, keys(KEYS)), LIFE);
            fleet.source().close();
            try (Readers readers = new Readers(fleet, keys(KEYS), 1)) {
                // No load ends meanwhile: whoever waited for one would not come round.
                awaitEveryKeyIn(readers, Read::stale);
                fleet.source().slowDown(Duration.ofMillis(5));
                fleet.source().open();
                awaitEveryKeyIn(readers, read -> !read.stale() && numberOf(read) > 1);
                readers.close();
                reads = readers.reads();
            }
            loads = fleet.ledger().loads();
        }
        assertThat(reads).extracting(Read::failure).containsOnlyNulls();
        assertThat(reads).allMatch(read -> itemOf(read).key().equals(read.key()));
        assertThat(reads).as("reads that ran a loader themselves").noneMatch(Read::alone);
        assertThat(oldest(reads)).isBetween(LIFE, LIFE.plus(WINDOW));
        assertThat(loads.size()).as("loads of %d keys", KEYS).isGreaterThanOrEqualTo(2 * KEYS);
        assertThat(Loads.shortestGap(loads)).as("between two loads of a key").isGreaterThan(LIFE.minus(TOLERANCE));
    }

    @Test
    void beyondItsWindowAValueIsServedNoMoreAndReadersWaitForTheLoad() throws Exception {
        Duration life = Duration.ofMillis(400);
        Duration window = Duration.ofMillis(800);
        List<Read> reads;
        try (Fleet fleet = new Fleet(INSTANCES, policy(life, window))) {
            long filledAt = fill(fleet, keys(10));
            fleet.source().close();
            try (Readers readers = new Readers(fleet, keys(10), 1)) {
                awaitExpiry(filledAt, life.plus(window).plus(TOLERANCE.multipliedBy(4)));
                fleet.source().open();
                awaitEveryKeyIn(readers, read -> numberOf(read) > 1);
                readers.close();
                reads = readers.reads();
            }
        }
        assertThat(reads).extracting(Read::failure).containsOnlyNulls();
        assertThat(reads).as("reads that got a stale value").anyMatch(Read::stale);
        assertThat(oldest(reads)).isBetween(life, life.plus(window).plus(TOLERANCE));
    }

    /** All instances have all keys near. Returns when the last of them was loaded. */
    private static long fill(Fleet fleet, List<String> keys) throws Exception {
        int threads = 8;
        try (Threads callers = new Threads(threads)) {
            return callers
                    .inAll(threads, number -> {
                        long last = Long.MIN_VALUE;
                        for (int i = number; i < keys.size(); i += threads) {
                            for (int instance = 0; instance < fleet.size(); instance++) {
                                Read read = fleet.read(instance, keys.get(i));
                                last = Math.max(last, itemOf(read).madeAt());
                            }
                        }
                        return last;
                    })
                    .stream()
                    .max(Long::compare)
                    .orElseThrow();
        }
    }

    private static void awaitExpiry(long loadedAt, Duration life) {
        await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() - loadedAt > life.toNanos());
    }

    /** Waits until each instance has read each key in such a way. */
    private static void awaitEveryKeyIn(Readers readers, Predicate<Read> way) {
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> readers.reads().stream()
                                .filter(read -> read.failure() != null || way.test(read))
                                .map(read -> read.instance() + read.key())
                                .distinct()
                                .count()
                        == readers.places());
    }

    private static Item itemOf(Read read) {
        return Objects.requireNonNull(read.item());
    }

    private static long numberOf(Read read) {
        return itemOf(read).number();
    }

    private static Duration oldest(List<Read> reads) {
        return Duration.ofNanos(reads.stream().mapToLong(Read::ageNanos).max().orElseThrow());
    }
}

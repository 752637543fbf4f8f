package dev.terrace.cache.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Loader;
import dev.terrace.cache.CachePolicy.Loader.Bounded;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.loading.Fleet.Read;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache;

/**
 * What is loaded from fails for a time, of which {@code -Dloading.outage} is the length. The instances ask it no more often than
 * the throttle allows all of them together.
 */
@Tag("crowded")
class FailingLoaderIntegrationTests {

    private static final int INSTANCES = 3;
    private static final Duration THROTTLE = Duration.ofSeconds(1);
    private static final Duration OUTAGE = Duration.parse(System.getProperty("loading.outage", "PT3.5S"));
    private static final Duration LIFE = Duration.ofMillis(200);

    /** As far as the estimates of the server's clock may differ. */
    private static final Duration TOLERANCE = Duration.ofMillis(100);

    /** For a loaded machine. */
    private static final Duration MARGIN = Duration.ofMillis(1_500);

    private static final List<String> KEYS =
            IntStream.range(0, 5).mapToObj(i -> "k" + i).toList();

    private static CachePolicy policy(Duration whileRevalidate, Duration ifError) {
        return Policies.loading(
                Policies.stale(Policies.living(Policies.BOTH, LIFE), whileRevalidate, ifError),
                new Loader(Duration.ofSeconds(5), null, null, THROTTLE, 16, Bounded.BACKGROUND));
    }

    /** Loads on the threads of callers, and in the background. */
    @ParameterizedTest
    @ValueSource(longs = {0, 120_000})
    void whileTheLoaderFailsCallersGetStaleValuesAndTheSourceFewCalls(long whileRevalidateMillis) throws Exception {
        List<Read> reads;
        List<Load> failed;
        long recoveredAt;
        try (Fleet fleet =
                new Fleet(INSTANCES, policy(Duration.ofMillis(whileRevalidateMillis), OUTAGE.plusSeconds(120)))) {
            KEYS.forEach(key -> fleet.read(0, key));
            try (Readers readers = new Readers(fleet, KEYS, 1)) {
                fleet.source().fail(() -> new IOException("The source is away"));
                long brokenAt = System.nanoTime();
                await().atMost(OUTAGE.plusSeconds(10)).until(() -> System.nanoTime() - brokenAt > OUTAGE.toNanos());
                fleet.source().recover();
                recoveredAt = System.nanoTime();
                await().atMost(THROTTLE.plusSeconds(20))
                        .until(() -> freshAgain(readers.reads(), recoveredAt).count() == readers.places());
                readers.close();
                reads = readers.reads();
            }
            failed = fleet.ledger().loads().stream().filter(Load::failed).toList();
        }
        assertThat(reads).extracting(Read::failure).containsOnlyNulls();
        assertThat(reads).allMatch(read -> itemOf(read).key().equals(read.key()));
        assertThat(reads).as("reads that got a stale value").anyMatch(Read::stale);
        assertThat(Loads.byKey(failed))
                .as("keys whose loads failed")
                .hasSize(KEYS.size())
                .allSatisfy(
                        loads -> assertThat(loads).hasSizeBetween(2, 1 + Math.toIntExact(OUTAGE.dividedBy(THROTTLE))));
        assertThat(Loads.shortestGap(failed)).as("between two failures").isGreaterThan(THROTTLE.minus(TOLERANCE));
        assertThat(lastFreshAgain(reads, recoveredAt)).isLessThan(THROTTLE.plus(MARGIN));
    }

    /** The first fresh values that were made after this moment, of each key in each instance. */
    private static Stream<Long> freshAgain(List<Read> reads, long after) {
        return reads.stream()
                .filter(read ->
                        read.item() != null && !read.stale() && read.item().madeAt() - after > 0)
                .collect(Collectors.toMap(read -> read.instance() + read.key(), Read::returned, Math::min))
                .values()
                .stream();
    }

    private static Duration lastFreshAgain(List<Read> reads, long after) {
        return Duration.ofNanos(freshAgain(reads, after).max(Long::compare).orElseThrow() - after);
    }

    @Test
    void beyondStaleIfErrorTheFailureReachesTheCaller() throws Exception {
        Duration ifError = Duration.ofMillis(600);
        List<Read> reads;
        try (Fleet fleet = new Fleet(2, policy(Duration.ZERO, ifError))) {
            fleet.read(0, "k");
            fleet.source().fail(() -> new IOException("The source is away"));
            try (Readers readers = new Readers(fleet, List.of("k"), 1)) {
                await().until(() -> readers.reads().stream()
                                .filter(read -> read.failure() != null)
                                .map(Read::instance)
                                .distinct()
                                .count()
                        == 2);
                readers.close();
                reads = readers.reads();
            }
        }
        assertThat(reads).as("reads that got a stale value").anyMatch(Read::stale);
        assertThat(reads)
                .allMatch(read ->
                        read.ageNanos() <= LIFE.plus(ifError).plus(TOLERANCE).toNanos());
        assertThat(reads)
                .filteredOn(read -> read.failure() != null)
                .allSatisfy(read -> assertThat(read.failure())
                        .isExactlyInstanceOf(IOException.class)
                        .hasMessage("The source is away"));
    }

    static Stream<Exception> failures() {
        return Stream.of(
                new IOException("checked"),
                new IllegalStateException("unchecked"),
                new ExecutionException("looks like a wrapper", new IOException("within")),
                new UncheckedIOException(new IOException("wraps")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aCallerWithoutAStaleValueGetsWhatTheLoaderThrew(Exception thrown) throws Exception {
        try (Fleet fleet = new Fleet(2, policy(Duration.ofSeconds(60), Duration.ofSeconds(60)))) {
            fleet.source().fail(() -> thrown);
            for (int instance = 0; instance < 2; instance++) {
                assertThat(fleet.read(instance, "k").failure()).isSameAs(thrown);
                assertThat(failureOf(fleet.cache(instance).retrieve("k", () -> CompletableFuture.failedFuture(thrown))))
                        .isSameAs(thrown);
                Cache cache = fleet.cache(instance);
                assertThat(wrapped(cache, thrown))
                        .isInstanceOf(Cache.ValueRetrievalException.class)
                        .cause()
                        .isSameAs(thrown);
            }
            assertThat(fleet.ledger().loads("k"))
                    .as("there was nothing to serve instead")
                    .hasSize(2);
        }
    }

    private static Throwable wrapped(Cache cache, Exception thrown) {
        try {
            Object value = cache.get("k", () -> {
                throw thrown;
            });
            throw new AssertionError("It returned " + value);
        } catch (Cache.ValueRetrievalException e) {
            return e;
        }
    }

    private static Throwable failureOf(CompletableFuture<?> future) throws Exception {
        try {
            throw new AssertionError("It returned " + future.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    private static Item itemOf(Read read) {
        return Objects.requireNonNull(read.item());
    }
}

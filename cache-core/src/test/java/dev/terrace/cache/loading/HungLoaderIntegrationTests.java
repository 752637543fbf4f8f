package dev.terrace.cache.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Loader;
import dev.terrace.cache.CachePolicy.Loader.Bounded;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.LoadRefusedException;
import dev.terrace.cache.LoadTimeoutException;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.spring.TerraceCache;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loader does not return, with a {@code hard-timeout}: it holds neither its callers nor its key nor all threads. */
class HungLoaderIntegrationTests {

    private static final Duration HARD = Duration.ofMillis(500);
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final int MOST_LOADS = 4;
    private static final int MANY_KEYS = 20;

    /** Far below how long the loader hangs, and generous for a loaded machine. */
    private static final Duration BOUND = Duration.ofSeconds(4);

    private final Hanging hanging = new Hanging();
    private Fleet fleet;

    private static CachePolicy policy(Duration life, Duration ifError, Bounded bounded) {
        return Policies.loading(
                Policies.stale(Policies.living(Policies.BOTH, life), Duration.ZERO, ifError),
                new Loader(LEASE, null, HARD, Duration.ofMillis(300), MOST_LOADS, bounded));
    }

    private void start(Duration life, Duration ifError) {
        fleet = new Fleet(2, policy(life, ifError, Bounded.BACKGROUND));
    }

    @AfterEach
    void close() {
        hanging.end();
        fleet.close();
    }

    /** A loader that notices interrupts and does not care. If nobody ends it, it fails after a time, so that the tests end. */
    private static final class Hanging {

        private static final long LONGEST_NANOS = Duration.ofSeconds(12).toNanos();

        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger interrupts = new AtomicInteger();

        Item load() {
            long until = System.nanoTime() + LONGEST_NANOS;
            running.incrementAndGet();
            try {
                while (true) {
                    try {
                        if (!end.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                            throw new IllegalStateException("Nobody gave up waiting");
                        }
                        return new Item("late", 0, System.nanoTime());
                    } catch (InterruptedException e) {
                        interrupts.incrementAndGet();
                    }
                }
            } finally {
                running.decrementAndGet();
            }
        }

        void end() {
            end.countDown();
        }
    }

    private TerraceCache here() {
        return fleet.cache(0);
    }

    private TerraceCache there() {
        return fleet.cache(1);
    }

    private interface Reading {
        CachedValue<Item> read() throws Exception;
    }

    /** What a read threw or returned, within the bound. */
    private static Object outcome(Reading reading) {
        long from = System.nanoTime();
        CachedValue<?>[] got = new CachedValue<?>[1];
        Throwable thrown = catchThrowable(() -> got[0] = reading.read());
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isBetween(Duration.ZERO, BOUND);
        return thrown != null ? thrown : got[0];
    }

    @Test
    void itsCallersGetATimeoutAndTheHungLoadIsInterruptedAndSeen() throws Exception {
        start(Duration.ofMinutes(1), Duration.ZERO);
        try (Threads threads = new Threads(10)) {
            List<Object> outcomes = threads.inAll(10, number -> outcome(() -> here().fetch("k", hanging::load)));
            assertThat(outcomes).hasSize(10).hasOnlyElementsOfType(LoadTimeoutException.class);
        }
        assertThat(hanging.running).as("one load for all of them").hasValue(1);
        await().until(() -> hanging.interrupts.get() > 0);
        await().until(() -> here().statistics().hungLoads() == 1);
        assertThat(here().statistics().runningLoads()).isEqualTo(1);
        assertThat(fleet.events(0)).hasAtLeastOneElementOfType(CacheEvent.LoadHung.class);
        hanging.end();
        await().until(() -> here().statistics().runningLoads() == 0);
        assertThat(here().statistics().hungLoads()).isZero();
    }

    @Test
    void itsCallersGetTheStaleValueIfThereIsOne() throws Exception {
        start(Duration.ofMillis(100), Duration.ofMinutes(1));
        here().fetch("k", () -> new Item("old", 0, 0));
        await().until(() -> here().lookup("k") == null || here().lookup("k").stale());
        Object outcome = outcome(() -> here().fetch("k", hanging::load));
        assertThat(outcome).isInstanceOfSatisfying(CachedValue.class, got -> {
            assertThat(got.value()).extracting("key").isEqualTo("old");
            assertThat(got.stale()).isTrue();
        });
        assertThat(hanging.running).as("it was tried").hasValue(1);
        assertThat(here().statistics().staleServed().timeout()).isPositive();
        assertThat(outcome(() -> there().fetch("k", hanging::load)))
                .as("so in the other instance")
                .isInstanceOfSatisfying(
                        CachedValue.class, got -> assertThat(got.stale()).isTrue());
    }

    @Test
    void anAsynchronousLoadThatNeverCompletesTimesOutAsWell() throws Exception {
        start(Duration.ofMinutes(1), Duration.ZERO);
        CompletableFuture<Item> never = new CompletableFuture<>();
        CompletableFuture<Item> got = here().retrieve("k", () -> never);
        assertThat(catchThrowable(() -> got.get(BOUND.toMillis(), TimeUnit.MILLISECONDS)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(LoadTimeoutException.class);
        await().until(() -> here().statistics().hungLoads() == 1);
        never.complete(new Item("late", 0, 0));
        await().until(() -> here().statistics().hungLoads() == 0);
    }

    @Test
    void itsLeaseLapsesAndAnotherInstanceTakesOver() throws Exception {
        start(Duration.ofMinutes(1), Duration.ZERO);
        assertThat(outcome(() -> here().fetch("k", hanging::load))).isInstanceOf(LoadTimeoutException.class);
        AtomicInteger loads = new AtomicInteger();
        await().atMost(HARD.plus(LEASE).plus(BOUND)).until(() -> {
            outcome(() -> there().fetch("k", () -> new Item("good", loads.incrementAndGet(), 0)));
            return here().lookup("k") != null;
        });
        assertThat(here().lookup("k").value())
                .as("stored for everybody")
                .isEqualTo(there().lookup("k").value());
        hanging.end();
        await().until(() -> here().statistics().runningLoads() == 0);
        assertThat(there().strong().lookup("k").value())
                .as("what comes too late replaces nothing")
                .extracting("key")
                .isEqualTo("good");
        assertThat(here().strong().lookup("k").value()).extracting("key").isEqualTo("good");
    }

    @Test
    void onlySoManyThreadsHang() throws Exception {
        start(Duration.ofMinutes(1), Duration.ZERO);
        assertThat(outcomesOfManyKeys())
                .as("those beyond the bound wait for their turn")
                .hasOnlyElementsOfType(LoadTimeoutException.class);
        assertOnlySoManyHang();
        assertThat(outcome(() -> there().fetch("elsewhere", () -> new Item("good", 1, 0))))
                .as("another instance has its own threads")
                .isInstanceOf(CachedValue.class);
        hanging.end();
        await().untilAsserted(() -> assertThat(outcome(() -> here().fetch("after", () -> new Item("good", 1, 0))))
                .isInstanceOf(CachedValue.class));
    }

    @Test
    void callersBeyondTheBoundAreRefusedIfTheirLoadsAreBoundedToo() throws Exception {
        fleet = new Fleet(1, policy(Duration.ofMinutes(1), Duration.ZERO, Bounded.ALL));
        List<Object> outcomes = outcomesOfManyKeys();
        assertThat(outcomes).hasOnlyElementsOfTypes(LoadTimeoutException.class, LoadRefusedException.class);
        assertThat(outcomes)
                .filteredOn(LoadRefusedException.class::isInstance)
                .hasSize(MANY_KEYS - MOST_LOADS)
                .hasSize(Math.toIntExact(here().statistics().refusedLoads()));
        assertOnlySoManyHang();
    }

    private List<Object> outcomesOfManyKeys() throws Exception {
        try (Threads threads = new Threads(MANY_KEYS)) {
            return threads.inAll(MANY_KEYS, number -> outcome(() -> here().fetch("k" + number, hanging::load)));
        }
    }

    private void assertOnlySoManyHang() {
        assertThat(hanging.running).hasValue(MOST_LOADS);
        assertThat(here().statistics().runningLoads()).isEqualTo(MOST_LOADS);
    }
}

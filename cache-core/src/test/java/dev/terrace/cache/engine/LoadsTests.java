package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Loader.Bounded;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.LoadRefusedException;
import dev.terrace.cache.LoadTimeoutException;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which loads are bounded, what becomes of those that hang or cannot begin, and that none leaves anything behind. */
class LoadsTests {

    private static final EntryDescription TEXT = EntryDescription.of(String.class);
    private static final Duration LIFE = Duration.ofSeconds(100);
    private static final Duration LEASE = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final TwinInstance.Setup setup = new TwinInstance.Setup();
    private TwinInstance here;
    private CacheCore core;
    private DefaultTieredCache cache;

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    private void make(CachePolicy policy) {
        here = TwinInstance.joined("here", server, time, setup);
        core = here.core("products", policy);
        cache = TwinInstance.cache(core);
    }

    private static CachePolicy bounded(int most, Bounded bounded, Duration hard) {
        CachePolicy.Loader loader = new CachePolicy.Loader(LEASE, null, hard, Duration.ofSeconds(5), most, bounded);
        return Policies.stale(
                Policies.living(Policies.loading(Policies.BOTH, loader), LIFE),
                Duration.ofSeconds(50),
                Duration.ofSeconds(50));
    }

    private CompletableFuture<CachedValue<String>> fetch(String key, CompletableFuture<String> load) {
        return cache.fetchAsync(key, () -> load, TEXT).toCompletableFuture();
    }

    private CompletableFuture<CachedValue<String>> fetching(String key, CompletableFuture<String> load, int running) {
        CompletableFuture<CachedValue<String>> read = fetch(key, load);
        here.runUntil(() -> core.loads.running() == running);
        return read;
    }

    /** From another thread, so that the load is not run by the one that runs the tasks. */
    private CompletableFuture<CachedValue<String>> fetchElsewhere(
            String key, Supplier<CompletableFuture<String>> loader) {
        return CompletableFuture.supplyAsync(
                        () -> cache.fetchAsync(key, loader, TEXT).toCompletableFuture())
                .join();
    }

    private void requireNothingLeft() {
        here.settle();
        assertThat(here.openFills()).isZero();
        assertThat(core.loads.isFull()).isFalse();
        assertThat(core.loads.running()).isZero();
        assertThat(here.leases()).isZero();
    }

    // ---- bounds

    @Test
    void callersOwnLoadsAreNotBounded() {
        make(bounded(1, Bounded.BACKGROUND, null));
        CompletableFuture<String> load = new CompletableFuture<>();
        fetching("a", load, 1);
        fetching("b", load, 2);
        assertThat(core.loads.isFull()).isFalse();
        load.complete("v");
        requireNothingLeft();
        assertThat(cache.statistics().refusedLoads()).isZero();
    }

    @Test
    void whileTheRemoteTierIsAwayALoadBeyondTheBoundTakesItsTurnIfThereIsNothingElseToServe() {
        make(bounded(1, Bounded.BACKGROUND, null));
        fetch("old", CompletableFuture.completedFuture("old"));
        here.settle();
        here.advance(LIFE.plusSeconds(1));
        here.lose();
        CompletableFuture<String> load = new CompletableFuture<>();
        fetching("a", load, 1);
        assertThat(core.loads.isFull()).isTrue();
        CompletableFuture<CachedValue<String>> second = fetch("b", load);
        here.run();
        assertThat(core.loads.running()).isEqualTo(1);
        load.complete("v");
        here.settle();
        assertThat(second).isCompleted();
        assertThat(core.loads.isFull()).isFalse();
    }

    @Test
    void whereEveryLoadIsBoundedOneBeyondThatIsRefused() {
        make(bounded(1, Bounded.ALL, null));
        CompletableFuture<String> load = new CompletableFuture<>();
        fetching("a", load, 1);
        CompletableFuture<CachedValue<String>> refused = fetch("b", load);
        here.run();
        assertThat(refused)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(LoadRefusedException.class);
        load.complete("v");
        requireNothingLeft();
        assertThat(cache.statistics().refusedLoads()).isOne();
        assertThat(fetch("b", load)).isNotCompletedExceptionally();
        here.settle();
    }

    @Test
    void aLoadThatWaitsForItsTurnIsRenewedAndBeginsInTurn() throws Exception {
        make(bounded(1, Bounded.BACKGROUND, Duration.ofMillis(20)));
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<Object> a = CompletableFuture.supplyAsync(() -> blocking("a", first));
        here.runUntil(() -> core.loads.running() == 1 && a.isDone());
        CompletableFuture<Object> b = CompletableFuture.supplyAsync(() -> blocking("b", new CompletableFuture<>()));
        here.runUntil(b::isDone);
        assertThat(a.join()).isInstanceOf(LoadTimeoutException.class);
        assertThat(b.join()).isInstanceOf(LoadTimeoutException.class);
        assertThat(core.loads.running()).as("the other waits").isOne();
        here.advance(Duration.ofSeconds(8));
        assertThat(here.leases()).isEqualTo(2);
        here.advance(Duration.ofSeconds(30));
        assertThat(here.leases()).as("both are given up").isZero();
        assertThat(core.loads.hung()).isOne();
        first.complete("late");
        requireNothingLeft();
    }

    private Object blocking(String key, CompletableFuture<String> load) {
        try {
            return cache.fetch(key, load::join, TEXT);
        } catch (Exception e) {
            return e;
        }
    }

    // ---- hanging

    @Test
    void aHungLoadIsInterruptedAndItsKeyIsFree() throws Exception {
        make(bounded(2, Bounded.BACKGROUND, Duration.ofMillis(20)));
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CompletableFuture<Object> caller = CompletableFuture.supplyAsync(() -> {
            try {
                return cache.fetch(
                        "k",
                        () -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                                throw e;
                            }
                            return "never";
                        },
                        TEXT);
            } catch (Exception e) {
                return e;
            }
        });
        here.runUntil(caller::isDone);
        assertThat(caller.join()).isInstanceOf(LoadTimeoutException.class);
        here.runUntil(() -> core.loads.running() == 1);
        here.advance(LEASE);
        here.runUntil(() -> interrupted.getCount() == 0);
        assertThat(here.events).hasAtLeastOneElementOfType(CacheEvent.LoadHung.class);
        requireNothingLeft();
        assertThat(fetch("k", CompletableFuture.completedFuture("next"))).satisfies(read -> {
            here.settle();
            assertThat(read.join().value()).isEqualTo("next");
        });
    }

    @Test
    void aLoadThatWasGivenUpDoesNotReplaceWhatWasLoadedSince() throws InterruptedException {
        make(bounded(2, Bounded.BACKGROUND, null));
        here.lose();
        CompletableFuture<String> hung = new CompletableFuture<>();
        fetching("k", hung, 1);
        here.advance(LEASE.multipliedBy(4));
        assertThat(core.loads.hung()).isOne();
        CompletableFuture<CachedValue<String>> next = fetch("k", CompletableFuture.completedFuture("newer"));
        here.runUntil(next::isDone);
        hung.complete("older");
        here.settle();
        assertThat(fetch("k", new CompletableFuture<>()).join().value()).isEqualTo("newer");
    }

    @Test
    void oneThatIsGivenUpBeforeItBeganEnds() {
        List<Runnable> held = new ArrayList<>();
        setup.loaders = held::add;
        make(bounded(2, Bounded.BACKGROUND, Duration.ofMillis(20)));
        CompletableFuture<Object> caller =
                CompletableFuture.supplyAsync(() -> blocking("k", CompletableFuture.completedFuture("v")));
        here.runUntil(caller::isDone);
        here.runUntil(() -> held.size() == 1);
        here.advance(LEASE.multipliedBy(2));
        held.forEach(Runnable::run);
        requireNothingLeft();
        assertThat(cache.statistics().loads()).isZero();
    }

    // ---- that cannot begin

    /** What keeps a load from its thread. */
    enum Obstacle {
        NO_THREAD {
            @Override
            void put(TwinInstance.Setup setup) {
                setup.loaders = task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                };
            }
        },
        REJECTED {
            @Override
            void put(TwinInstance.Setup setup) {
                setup.loaders = task -> {
                    throw new RejectedExecutionException();
                };
            }
        },
        NO_CONTEXT {
            @Override
            void put(TwinInstance.Setup setup) {
                setup.context = () -> task -> {
                    throw new IllegalStateException("no context");
                };
            }
        },
        CONTEXT_THAT_FAILS {
            @Override
            void put(TwinInstance.Setup setup) {
                setup.context = () -> task -> () -> {
                    throw new IllegalStateException("no context");
                };
            }
        };

        abstract void put(TwinInstance.Setup setup);
    }

    @ParameterizedTest
    @EnumSource(Obstacle.class)
    void aLoadThatCannotBeginLeavesNothingBehind(Obstacle obstacle) {
        obstacle.put(setup);
        make(bounded(1, Bounded.ALL, null));
        CompletableFuture<CachedValue<String>> read = fetchElsewhere("k", () -> CompletableFuture.completedFuture("v"));
        here.runUntil(read::isDone);
        assertThat(read).isCompletedExceptionally();
        requireNothingLeft();
        assertThat(time.waiting()).as("tasks of the timer: nobody watches").isLessThanOrEqualTo(3);
        assertThat(cache.statistics().loadFailures()).isOne();
    }

    // ---- what a loader throws

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatALoaderThrowsComesOutAsItIs(boolean interrupted) {
        make(bounded(1, Bounded.BACKGROUND, null));
        CompletionException thrown = new CompletionException(new java.io.IOException("inside"));
        // An interrupted caller helps itself where it would have to wait.
        CompletableFuture<String> others = new CompletableFuture<>();
        if (interrupted) {
            fetching("k", others, 1);
        }
        CompletableFuture<Object> caller = CompletableFuture.supplyAsync(() -> {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            try {
                return cache.fetch(
                        "k",
                        () -> {
                            throw thrown;
                        },
                        TEXT);
            } catch (Throwable e) {
                return e;
            } finally {
                Thread.interrupted();
            }
        });
        here.runUntil(caller::isDone);
        assertThat(caller.join()).isSameAs(thrown);
        others.complete("v");
        here.settle();
    }

    // ---- threads

    @Test
    void aThreadThatHasDoneItsLoadIsNotTakenForItsLeaderAnyMore() {
        make(bounded(4, Bounded.BACKGROUND, null));
        AtomicReference<Thread> during = new AtomicReference<>();
        CompletableFuture<String> value = new CompletableFuture<>();
        CompletableFuture<CachedValue<String>> read = fetchElsewhere("k", () -> {
            during.set(flight().leader());
            return value;
        });
        here.runOnlyUntil(() -> here.loaders.getCompletedTaskCount() == 1);
        assertThat(during.get().getName()).isNotEqualTo(Thread.currentThread().getName());
        assertThat(read).as("it has not landed yet").isNotDone();
        assertThat(flight().leader()).isNull();
        value.complete("v");
        here.settle();
        assertThat(read.join().value()).isEqualTo("v");
    }

    private Flight flight() {
        return core.flights.board(core.keyOf("k"), null).flight();
    }
}

package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.Origin;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A load fails, and whether its callers get an old value: never one that was invalidated (G2, G3). */
class ReserveTests {

    private static final Duration LIFE = Duration.ofSeconds(100);
    private static final Duration PAST = LIFE.plusSeconds(10);
    private static final EntryDescription TAGGED =
            EntryDescription.of(String.class).with(EntryOptions.tagged("tag"));
    private static final CachePolicy IF_ERROR =
            Policies.stale(Policies.living(Policies.BOTH, LIFE), Duration.ZERO, Duration.ofSeconds(200));

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private TwinInstance here = TwinInstance.joined("here", server, time);
    private CacheCore core;
    private DefaultTieredCache cache;

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    private void make(CachePolicy policy) {
        core = here.core("products", policy);
        cache = TwinInstance.cache(core);
        fetch(CompletableFuture.completedFuture("old"));
        here.settle();
    }

    private CompletableFuture<CachedValue<String>> fetch(CompletableFuture<String> load) {
        return cache.fetchAsync("k", () -> load, TAGGED).toCompletableFuture();
    }

    /** A fetch whose load has begun. */
    private CompletableFuture<CachedValue<String>> fetching(CompletableFuture<String> load) {
        CompletableFuture<CachedValue<String>> read = fetch(load);
        here.runUntil(() -> cache.statistics().runningLoads() == 1);
        return read;
    }

    private void fail(CompletableFuture<String> load) {
        load.completeExceptionally(new IllegalStateException("thrown"));
        here.settle();
    }

    /** How an instance invalidates. */
    enum Eviction {
        KEY {
            @Override
            void by(TwinInstance instance, DefaultTieredCache cache) {
                var unused = cache.evict("k");
            }
        },
        TAG {
            @Override
            void by(TwinInstance instance, DefaultTieredCache cache) {
                var unused = instance.engine.evictByTag(List.of("tag"));
            }
        },
        CLEAR {
            @Override
            void by(TwinInstance instance, DefaultTieredCache cache) {
                var unused = cache.clear();
            }
        },
        PATTERN {
            @Override
            void by(TwinInstance instance, DefaultTieredCache cache) {
                var unused = cache.evictByPattern("k*");
            }
        };

        abstract void by(TwinInstance instance, DefaultTieredCache cache);
    }

    @Test
    void aLoadThatFailsIsExcusedByAnOldValue() {
        make(IF_ERROR);
        here.advance(PAST);
        CompletableFuture<String> load = new CompletableFuture<>();
        CompletableFuture<CachedValue<String>> read = fetching(load);
        fail(load);
        assertThat(read.join().value()).isEqualTo("old");
        assertThat(read.join().stale()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Eviction.class)
    void whatIsInvalidatedDuringALoadIsNotServedWhenItFails(Eviction eviction) {
        make(IF_ERROR);
        here.advance(PAST);
        requireNobodyGetsIt(() -> eviction.by(here, cache));
    }

    @ParameterizedTest
    @EnumSource(Eviction.class)
    void noMoreIfItWasInTheRemoteTierOnly(Eviction eviction) {
        make(IF_ERROR);
        here.advance(PAST);
        core.near.tier().dropAll();
        requireNobodyGetsIt(() -> eviction.by(here, cache));
    }

    @ParameterizedTest
    @EnumSource(Eviction.class)
    void noMoreIfAnotherInstanceInvalidatesIt(Eviction eviction) throws InterruptedException {
        make(IF_ERROR);
        here.advance(PAST);
        try (TwinInstance there = TwinInstance.joined("there", server, time)) {
            requireNobodyGetsIt(() -> eviction.by(there, there.cache("products", IF_ERROR)));
        }
    }

    @ParameterizedTest
    @EnumSource(Eviction.class)
    void noMoreIfRedisDoesNotAcknowledgeIt(Eviction eviction) {
        make(IF_ERROR);
        here.advance(PAST);
        here.link().fail("invalidate", 1);
        here.link().fail("control", 1);
        requireNobodyGetsIt(() -> eviction.by(here, cache));
    }

    @ParameterizedTest
    @EnumSource(Eviction.class)
    void noMoreIfRedisIsAway(Eviction eviction) {
        make(IF_ERROR);
        here.advance(PAST);
        here.lose();
        requireNobodyGetsIt(() -> eviction.by(here, cache));
    }

    @ParameterizedTest
    @EnumSource(Eviction.class)
    void noMoreIfThereIsNoRedis(Eviction eviction) throws InterruptedException {
        here.close();
        here = TwinInstance.alone(time);
        make(IF_ERROR);
        here.advance(PAST);
        requireNobodyGetsIt(() -> eviction.by(here, cache));
    }

    @ParameterizedTest
    @EnumSource(Eviction.class)
    void noMoreIfSomethingUnreadableHasTakenItsPlace(Eviction eviction) {
        make(IF_ERROR);
        here.advance(PAST);
        byte[] foreign = here.stored(core, "k").clone();
        // another stamp and another codec
        ByteBuffer.wrap(foreign).putShort(6, (short) 77).putLong(8, 4711);
        here.overwrite(core, "k", foreign);
        requireNobodyGetsIt(() -> eviction.by(here, cache));
        assertThat(cache.statistics().rejectedPayloads()).isPositive();
    }

    /** Neither who waits for the load nor who comes after it. */
    private void requireNobodyGetsIt(Runnable invalidation) {
        CompletableFuture<String> load = new CompletableFuture<>();
        CompletableFuture<CachedValue<String>> read = fetching(load);
        invalidation.run();
        fail(load);
        assertThat(read).as("before").isCompletedExceptionally();
        CompletableFuture<CachedValue<String>> later = fetch(new CompletableFuture<>());
        here.run();
        assertThat(later).as("after").isNotDone();
    }

    @ParameterizedTest
    @EnumSource(Eviction.class)
    void whoComesAfterAnInvalidationDoesNotGetWhatAnEarlierReadHasSeen(Eviction eviction) {
        make(IF_ERROR);
        here.advance(PAST);
        here.beforeFill = () -> eviction.by(here, cache);
        CompletableFuture<String> load = new CompletableFuture<>();
        CompletableFuture<CachedValue<String>> earlier = fetching(load);
        CompletableFuture<CachedValue<String>> later = fetch(load);
        here.run();
        assertThat(earlier).isNotDone();
        fail(load);
        assertThat(later).isCompletedExceptionally();
    }

    @ParameterizedTest
    @EnumSource(Eviction.class)
    void norWhatARefreshHasSeen(Eviction eviction) {
        make(Policies.stale(IF_ERROR, Duration.ofSeconds(50), Duration.ofSeconds(200)));
        here.advance(PAST);
        here.beforeFill = () -> eviction.by(here, cache);
        CompletableFuture<String> load = new CompletableFuture<>();
        CompletableFuture<CachedValue<String>> earlier = fetching(load);
        assertThat(earlier.join().stale()).isTrue();
        CompletableFuture<CachedValue<String>> later = fetch(load);
        here.run();
        assertThat(later).isNotDone();
        fail(load);
        assertThat(later).isCompletedExceptionally();
    }

    @ParameterizedTest
    @CsvSource({"20, true", "0, true", "20, false", "0, false"})
    void aFreshValueThatIsServedBecauseTheLoadIsSlowIsNotStale(int soft, boolean blocking) throws Exception {
        here.close();
        here = TwinInstance.alone(time);
        CachePolicy.Loader timeouts = new CachePolicy.Loader(
                Duration.ofSeconds(10),
                soft > 0 ? Duration.ofMillis(soft) : null,
                Duration.ofMillis(40),
                Duration.ofSeconds(5),
                64,
                CachePolicy.Loader.Bounded.BACKGROUND);
        make(Policies.near(
                Policies.loading(IF_ERROR, timeouts),
                new CachePolicy.Near(10, null, Duration.ofSeconds(60), CachePolicy.Copy.NONE)));
        here.advance(Duration.ofSeconds(70));
        CompletableFuture<String> load = new CompletableFuture<>();
        CompletableFuture<CachedValue<String>> read =
                blocking ? CompletableFuture.supplyAsync(() -> blocking(load)) : fetching(load);
        here.runUntil(() -> blocking ? read.isDone() : cache.statistics().runningLoads() == 1);
        here.advance(Duration.ofMillis(50));
        assertThat(read.join().value()).isEqualTo("old");
        assertThat(read.join().origin()).isEqualTo(Origin.NEAR);
        assertThat(read.join().stale()).isFalse();
        assertThat(cache.statistics().staleServed().timeout()).isZero();
        load.complete("new");
        here.settle();
    }

    private CachedValue<String> blocking(CompletableFuture<String> load) {
        try {
            return cache.fetch("k", load::join, TAGGED);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aValueThatIsRevalidatedIsServedThoughItsLoadsFailAndTheyAreThrottled(boolean shared) throws Exception {
        if (!shared) {
            here.close();
            here = TwinInstance.alone(time);
        }
        make(Policies.stale(IF_ERROR, Duration.ofSeconds(200), Duration.ZERO));
        here.advance(PAST);
        for (int i = 0; i < 100; i++) {
            assertThat(fetch(CompletableFuture.failedFuture(new IllegalStateException("thrown")))
                            .join()
                            .value())
                    .isEqualTo("old");
            here.settle();
            here.advance(Duration.ofMillis(100));
        }
        assertThat(cache.statistics().loadFailures()).as("in ten seconds").isBetween(1L, 3L);
    }
}

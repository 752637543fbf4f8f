package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.RefreshAhead;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.Lease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are served while somebody loads them anew. */
class RefreshTests {

    private static final Duration LIFE = Duration.ofSeconds(100);
    private static final Duration PAST = LIFE.plusSeconds(1);
    private static final EntryDescription TEXT = EntryDescription.of(String.class);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final TwinInstance here = TwinInstance.joined("here", server, time);
    private final TwinInstance there = TwinInstance.joined("there", server, time);
    private DefaultTieredCache cache;
    private DefaultTieredCache others;

    @AfterEach
    void close() throws InterruptedException {
        here.close();
        there.close();
    }

    private static CachePolicy revalidating(CachePolicy policy) {
        return Policies.stale(Policies.living(policy, LIFE), Duration.ofSeconds(60), Duration.ZERO);
    }

    private void make(CachePolicy policy) {
        cache = here.cache("products", policy);
        others = there.cache("products", policy);
        fetch(CompletableFuture.completedFuture("old"));
        here.settle();
        there.advance(Duration.ZERO);
    }

    private CompletableFuture<CachedValue<String>> fetch(CompletableFuture<String> load) {
        return cache.fetchAsync("k", () -> load, TEXT).toCompletableFuture();
    }

    private void beginRefresh(CompletableFuture<String> load) {
        CompletableFuture<CachedValue<String>> first = fetch(load);
        here.runUntil(() -> cache.statistics().runningLoads() == 1);
        assertThat(first.join().stale()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyWaitsForARefreshWhetherThereIsANearTierOrNot(boolean near) {
        make(revalidating(near ? Policies.BOTH : Policies.REMOTE));
        here.advance(PAST);
        CompletableFuture<String> load = new CompletableFuture<>();
        beginRefresh(load);
        CompletableFuture<CachedValue<String>> second = fetch(new CompletableFuture<>());
        here.run();
        assertThat(second).isDone();
        assertThat(second.join().value()).isEqualTo("old");
        assertThat(second.join().stale()).isTrue();
        assertThat(cache.statistics().staleServed().revalidating()).isEqualTo(2);
        load.complete("new");
        here.settle();
        assertThat(cache.statistics().loads()).isEqualTo(2);
        CompletableFuture<CachedValue<String>> third = fetch(new CompletableFuture<>());
        here.run();
        assertThat(third.join().value()).isEqualTo("new");
    }

    @Test
    void nobodyWaitsForTheRefreshOfANearEntryThatHadToGo() {
        make(revalidating(Policies.BOTH));
        here.advance(PAST);
        CompletableFuture<String> load = new CompletableFuture<>();
        beginRefresh(load);
        here.near.drop(here.core("products", Policies.BOTH).keyOf("k").hash());
        CompletableFuture<CachedValue<String>> second = fetch(new CompletableFuture<>());
        here.run();
        assertThat(second).isDone();
        assertThat(second.join().value()).isEqualTo("old");
        load.complete("new");
        here.settle();
    }

    @Test
    void aRefreshOfAnotherInstanceIsLookedForInTheRemoteTierAndNotRepeated() {
        make(revalidating(Policies.BOTH));
        assertThat(readThere().origin()).isEqualTo(Origin.REMOTE);
        here.advance(PAST);
        CompletableFuture<String> load = new CompletableFuture<>();
        beginRefresh(load);
        assertThat(readThere().stale()).isTrue();
        load.complete("new");
        here.settle();
        there.advance(Duration.ofSeconds(1));
        assertThat(readThere().value()).as("served while it is looked for").isEqualTo("old");
        assertThat(readThere().value()).isEqualTo("new");
        assertThat(others.statistics().loads()).as("the lease was held").isZero();
    }

    private CachedValue<String> readThere() {
        CompletableFuture<CachedValue<String>> read = others.fetchAsync(
                        "k", () -> CompletableFuture.completedFuture("not wanted"), TEXT)
                .toCompletableFuture();
        there.settle();
        return read.join();
    }

    @Test
    void hitsOfAStaleEntryAskTheRemoteTierOncePerPause() {
        make(revalidating(Policies.BOTH));
        here.advance(PAST);
        CacheCore core = there.core("products", revalidating(Policies.BOTH));
        var leased = there.link()
                .tier()
                .read(
                        RemoteAccess.remoteKey(core.keyOf("k")),
                        Envelope.stampOf(here.stored(core, "k")),
                        new Lease("another", Duration.ofSeconds(30)));
        assertThat(leased).isCompleted();
        here.link().takeSent();
        for (int i = 0; i < 1_000; i++) {
            assertThat(fetch(new CompletableFuture<>()).join().stale()).isTrue();
            here.advance(Duration.ofMillis(1));
        }
        long reads = here.link().takeSent().stream().filter("read"::equals).count();
        assertThat(reads).as("in a second").isBetween(2L, 8L);
        assertThat(cache.statistics().staleServed().revalidating()).isEqualTo(1_000);
    }

    @Test
    void aReadPastTheThresholdRefreshesAheadOnceAndOneBeforeItDoesNot() {
        make(Policies.refreshingAhead(
                Policies.living(Policies.BOTH, LIFE), new RefreshAhead(RefreshAhead.Mode.THRESHOLD, 0.8)));
        AtomicInteger loads = new AtomicInteger();
        here.advance(Duration.ofSeconds(79));
        for (int i = 0; i < 100; i++) {
            assertThat(cache.fetchAsync(
                                    "k", () -> CompletableFuture.completedFuture("v" + loads.incrementAndGet()), TEXT)
                            .toCompletableFuture()
                            .join()
                            .stale())
                    .isFalse();
            here.settle();
            here.advance(Duration.ofMillis(20));
            if (time.nanoTime() < Duration.ofSeconds(80).toNanos()) {
                assertThat(loads).hasValue(0);
            }
        }
        assertThat(loads).hasValue(1);
        assertThat(fetch(new CompletableFuture<>()).join().value()).isEqualTo("v1");
    }

    @Test
    void whereNothingMayRunInTheBackgroundNothingIsRefreshedAndTheCallerLoads() {
        make(Policies.keptFromBackground(revalidating(Policies.BOTH)));
        here.advance(PAST);
        Thread self = Thread.currentThread();
        Thread[] loader = new Thread[1];
        try {
            CachedValue<String> read = cache.fetch(
                    "k",
                    () -> {
                        loader[0] = Thread.currentThread();
                        return "new";
                    },
                    TEXT);
            assertThat(read.value()).isEqualTo("new");
            assertThat(read.origin()).isEqualTo(Origin.LOADED);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(loader[0]).isSameAs(self);
    }
}

package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The remote tier is away, and everybody loads for himself: a source never bears more than a few loads at once, and nobody is refused. */
class LoadTurnsTests {

    private static final int SLOTS = 2;
    private static final EntryDescription STRING = EntryDescription.of(String.class);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(1, time::millis);
    private final TwinInstance here = TwinInstance.joined("here", server, time);
    private CacheCore core;
    private DefaultTieredCache cache;

    @BeforeEach
    void lose() {
        CachePolicy.Loader usual = Policies.BOTH.loader();
        CachePolicy.Loader bounded =
                new CachePolicy.Loader(usual.lease(), null, null, usual.throttle(), SLOTS, usual.bounded());
        core = here.core("products", Policies.loading(Policies.BOTH, bounded));
        cache = TwinInstance.cache(core);
        here.link.cut();
        here.advance(Duration.ofSeconds(2));
    }

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    private CompletableFuture<CachedValue<String>> fetch(String key, CompletableFuture<String> load) {
        return cache.fetchAsync(key, () -> load, STRING).toCompletableFuture();
    }

    @Test
    void callersTakeTurns() {
        List<CompletableFuture<String>> loads = new ArrayList<>();
        List<CompletableFuture<CachedValue<String>>> reads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            loads.add(new CompletableFuture<>());
            reads.add(fetch("k" + i, loads.get(i)));
        }
        here.run();
        for (int i = 0; i < 5; i++) {
            int running = Math.min(SLOTS, 5 - i);
            here.runUntil(() -> core.loads.running() == running);
            loads.get(i).complete("v" + i);
            here.runUntil(reads.get(i)::isDone);
        }
        assertThat(reads).allMatch(read -> read.join().value().startsWith("v"));
        assertThat(cache.statistics().refusedLoads()).isZero();
    }

    @Test
    void blockingCallersLoadOnTheirOwnThreadsWhenItIsTheirTurn() throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        IntStream.range(0, SLOTS).forEach(i -> fetch("held" + i, first));
        here.runUntil(() -> core.loads.running() == SLOTS);
        try (Threads threads = new Threads(1)) {
            Future<Thread> waiting = threads.submit(Thread::currentThread);
            Thread thread = waiting.get(10, TimeUnit.SECONDS);
            Future<CachedValue<String>> read = threads.submit(
                    () -> cache.fetch("k", () -> Thread.currentThread().getName(), STRING));
            threads.awaitWaiting(read);
            first.complete("v");
            here.settle();
            assertThat(read.get(10, TimeUnit.SECONDS).value()).isEqualTo(thread.getName());
        }
    }

    @Test
    void whoHoldsATurnDoesNotWaitForAnother() throws Exception {
        CompletableFuture<String> other = new CompletableFuture<>();
        fetch("held", other);
        here.runUntil(() -> core.loads.running() == 1);
        CachedValue<String> outer = cache.fetch(
                "outer",
                () -> "outer of " + cache.fetch("inner", () -> "inner", STRING).value(),
                STRING);
        assertThat(outer.value()).isEqualTo("outer of inner");
        other.complete("v");
    }

    @Test
    void whoHoldsATurnDoesNotWaitForSomebodyInLineEither() throws Exception {
        CompletableFuture<String> held = new CompletableFuture<>();
        fetch("held", held);
        here.runUntil(() -> core.loads.running() == 1);
        CountDownLatch inLine = new CountDownLatch(1);
        try (Threads threads = new Threads(1)) {
            Future<CachedValue<String>> outer = threads.submit(() -> cache.fetch(
                    "outer",
                    () -> {
                        inLine.await();
                        return "outer of "
                                + cache.fetch("inner", () -> "never", STRING).value();
                    },
                    STRING));
            here.runUntil(() -> core.loads.running() == SLOTS);
            var unused = fetch("inner", CompletableFuture.completedFuture("inner"));
            here.run();
            inLine.countDown();
            here.runUntil(outer::isDone);
            assertThat(outer.get().value()).isEqualTo("outer of inner");
        }
        held.complete("v");
    }

    @Test
    void anInterruptEndsTheWaitForATurn() throws Exception {
        CompletableFuture<String> never = new CompletableFuture<>();
        fetch("a", never);
        fetch("b", never);
        here.runUntil(() -> core.loads.running() == SLOTS);
        try (Threads threads = new Threads(1)) {
            Thread thread = threads.submit(Thread::currentThread).get(10, TimeUnit.SECONDS);
            Future<CachedValue<String>> read = threads.submit(() -> cache.fetch(
                    "k", () -> "interrupted: " + Thread.currentThread().isInterrupted(), STRING));
            threads.awaitWaiting(read);
            thread.interrupt();
            assertThat(read.get(10, TimeUnit.SECONDS).value()).isEqualTo("interrupted: true");
        }
        never.complete("late");
    }

    @Test
    void whatWaitedForItsTurnLongerThanItWouldBeTrustedIsServedAllTheSame() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        fetch("a", slow);
        fetch("b", slow);
        CompletableFuture<CachedValue<String>> read = fetch("k", CompletableFuture.completedFuture("v"));
        here.advance(Duration.ofSeconds(6));
        slow.complete("v");
        here.settle();
        assertThat(read).isCompleted();
        here.advance(Duration.ofSeconds(4));
        assertThat(core.nearHit("k")).as("its load began when its turn came").isNotNull();
    }

    @Test
    void whoWaitsTooLongGoesOnWithout() {
        CompletableFuture<String> never = new CompletableFuture<>();
        fetch("a", never);
        fetch("b", never);
        CompletableFuture<CachedValue<String>> read = fetch("k", CompletableFuture.completedFuture("v"));
        here.advance(core.policy.loader().patience().minusMillis(10));
        assertThat(read).isNotDone();
        here.advance(Duration.ofMillis(20));
        here.runUntil(read::isDone);
        assertThat(read.join().value()).isEqualTo("v");
        never.complete("late");
    }
}

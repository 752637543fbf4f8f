package dev.terrace.cache.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.Origin;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.loading.Fleet.Read;
import dev.terrace.cache.spring.TerraceCache;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A caller gives up while a load is shared: that concerns nobody else. */
class GivenUpIntegrationTests {

    private static final int OTHERS = 5;
    private static final Item VALUE = new Item("k", 1, 0);

    private Fleet fleet;
    private TerraceCache here;

    /** The asynchronous loader's stage, which a test completes. */
    private final CompletableFuture<Item> loading = new CompletableFuture<>();

    private final AtomicInteger loads = new AtomicInteger();

    @BeforeEach
    void start() {
        fleet = new Fleet(2, Policies.BOTH);
        here = fleet.cache(0);
    }

    @AfterEach
    void close() {
        loading.complete(VALUE);
        fleet.close();
    }

    private CompletableFuture<Item> load() {
        loads.incrementAndGet();
        return loading;
    }

    private CompletableFuture<Item> retrieve() {
        return here.retrieve("k", this::load);
    }

    private void assertLoadedOnceForAll() throws Exception {
        assertThat(loads).hasValue(1);
        assertThat(here.fetch("k", () -> new Item("again", 2, 0)).value()).isEqualTo(VALUE);
        Read there = fleet.read(1, "k");
        assertThat(there.item()).isEqualTo(VALUE);
        assertThat(there.origin()).isEqualTo(Origin.REMOTE);
        assertThat(here.statistics().runningLoads())
                .as("loads that were left over")
                .isZero();
    }

    @Test
    void aCancelledFutureDoesNotCancelTheLoadThatOthersShare() throws Exception {
        CompletableFuture<Item> first = retrieve();
        await().until(() -> loads.get() == 1);
        CompletableFuture<Item> second = retrieve();
        CompletableFuture<Item> third = retrieve();
        try (Threads threads = new Threads(1)) {
            Future<Item> blocking = threads.submit(
                    () -> here.fetch("k", () -> new Item("again", 2, 0)).value());
            threads.awaitWaiting(blocking);
            assertThat(first.cancel(true)).as("the one who began the load").isTrue();
            assertThat(second.cancel(true)).isTrue();
            assertThat(loading).isNotCancelled().isNotDone();
            assertThat(third).isNotDone();
            loading.complete(VALUE);
            assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo(VALUE);
            assertThat(blocking.get(10, TimeUnit.SECONDS)).isEqualTo(VALUE);
        }
        assertThatThrownBy(first::join).isInstanceOf(CancellationException.class);
        assertLoadedOnceForAll();
    }

    @Test
    void aLoadWhoseCallersAllGaveUpIsStoredAndLeavesNothingBehind() throws Exception {
        List<CompletableFuture<Item>> callers = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            callers.add(retrieve());
        }
        await().until(() -> loads.get() == 1);
        callers.forEach(caller -> caller.cancel(true));
        loading.complete(VALUE);
        await().until(() -> here.lookup("k") != null);
        assertLoadedOnceForAll();
    }

    @Test
    void aDisposedSubscriberDoesNotCancelTheLoadThatOthersShare() throws Exception {
        AtomicReference<Item> received = new AtomicReference<>();
        Disposable first = Mono.fromFuture(this::retrieve).subscribe();
        await().until(() -> loads.get() == 1);
        Disposable second = Mono.fromFuture(this::retrieve).subscribe(received::set);
        Mono.fromFuture(this::retrieve).subscribe(received::set);
        first.dispose();
        second.dispose();
        assertThat(loading).isNotCancelled().isNotDone();
        loading.complete(VALUE);
        await().until(() -> VALUE.equals(received.get()));
        assertLoadedOnceForAll();
    }

    @Test
    void anInterruptedFollowerIsInterruptedAndTheOthersGetTheValue() throws Exception {
        fleet.source().close();
        try (Threads threads = new Threads(2 + OTHERS)) {
            Future<Read> leader = threads.submit(() -> fleet.read(0, "k"));
            await().until(() -> !fleet.ledger().loads().isEmpty());
            Thread[] thread = new Thread[1];
            boolean[] interrupted = new boolean[1];
            Future<Read> follower = threads.submit(() -> {
                thread[0] = Thread.currentThread();
                Read read = fleet.read(0, "k");
                interrupted[0] = Thread.interrupted();
                return read;
            });
            List<Future<Read>> others = followers(threads);
            threads.awaitWaiting(follower);
            thread[0].interrupt();
            Read givenUp = follower.get(10, TimeUnit.SECONDS);
            assertThat(givenUp.failure() instanceof InterruptedException || interrupted[0])
                    .as("told by its status or an exception")
                    .isTrue();
            assertThat(leader.isDone()).isFalse();
            fleet.source().open();
            assertThat(itemOf(leader)).isNotNull();
            for (Future<Read> other : others) {
                assertThat(itemOf(other)).isEqualTo(itemOf(leader));
            }
        }
        assertThat(fleet.ledger().loads())
                .as("the shared one, and perhaps that of who helped itself")
                .hasSizeBetween(1, 2);
        assertThat(fleet.read(1, "k").origin()).isEqualTo(Origin.REMOTE);
    }

    @Test
    void anInterruptedLeaderIsInterruptedAndTheOthersGetAValue() throws Exception {
        fleet.source().close();
        try (Threads threads = new Threads(1 + OTHERS)) {
            Thread[] thread = new Thread[1];
            Future<Read> leader = threads.submit(() -> {
                thread[0] = Thread.currentThread();
                return fleet.read(0, "k");
            });
            await().until(() -> !fleet.ledger().loads().isEmpty());
            List<Future<Read>> others = followers(threads);
            threads.awaitWaiting(leader);
            thread[0].interrupt();
            assertThat(leader.get(10, TimeUnit.SECONDS).failure()).isInstanceOf(InterruptedException.class);
            fleet.source().open();
            for (Future<Read> other : others) {
                assertThat(other.get(10, TimeUnit.SECONDS).failure())
                        .as("nobody interrupted it")
                        .isNull();
            }
        }
        assertThat(fleet.ledger().loads())
                .as("the one that was interrupted, and one more")
                .hasSize(2);
        assertThat(fleet.read(1, "k").origin()).isEqualTo(Origin.REMOTE);
    }

    private List<Future<Read>> followers(Threads threads) {
        List<Future<Read>> followers = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            followers.add(threads.submit(() -> fleet.read(0, "k")));
        }
        followers.forEach(threads::awaitWaiting);
        return followers;
    }

    private static Item itemOf(Future<Read> read) throws Exception {
        try {
            return read.get(10, TimeUnit.SECONDS).item();
        } catch (ExecutionException e) {
            throw new AssertionError("A read throws nothing", e);
        }
    }
}

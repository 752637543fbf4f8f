package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the steps of the work for several keys run. */
class GatheringTests {

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(1, time::millis);
    private final TwinInstance here = TwinInstance.joined("here", server, time);
    private final CacheCore core = here.core("products", Policies.REMOTE);
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    @Test
    void whatFollowsOnTheThreadOfABlockingCallerRunsAtOnce() {
        CallerThread caller = new CallerThread();
        Gathering<Integer, String> gathering = new Gathering<>(core, caller, null, null);
        gathering.execute(() -> {
            gathering.execute(() -> steps.add("what follows"));
            steps.add("the task");
            done.complete(null);
        });
        caller.runUntil(done, () -> {});
        assertThat(steps).containsExactly("what follows", "the task");
    }

    @Test
    void whatAnotherThreadHandsInRunsOnTheThreadOfTheCallerAllTheSame() {
        CallerThread caller = new CallerThread();
        Gathering<Integer, String> gathering = new Gathering<>(core, caller, null, null);
        gathering.execute(() -> {
            CompletableFuture.runAsync(() -> gathering.execute(() -> {
                        steps.add("on " + Thread.currentThread().getName());
                        done.complete(null);
                    }))
                    .join();
            steps.add("the task");
        });
        caller.runUntil(done, () -> {});
        assertThat(steps)
                .containsExactly("the task", "on " + Thread.currentThread().getName());
    }

    /** Others of the pool may take it. */
    @Test
    void whatFollowsOnAPoolIsATaskOfItsOwn() {
        Queue<Runnable> pool = new ArrayDeque<>();
        Gathering<Integer, String> gathering = new Gathering<>(core, pool::add, null, null);
        gathering.execute(() -> {
            gathering.execute(() -> steps.add("what follows"));
            steps.add("the task");
        });
        while (!pool.isEmpty()) {
            pool.remove().run();
        }
        assertThat(steps).containsExactly("the task", "what follows");
    }
}

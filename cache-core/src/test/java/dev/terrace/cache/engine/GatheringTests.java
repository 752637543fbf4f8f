package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often the work for several keys changes threads. */
class GatheringTests {

    private static final List<Integer> KEYS = IntStream.range(0, 100).boxed().toList();

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(1, time::millis);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final DefaultTieredCache cache = SmallEngine.joined(server, time, tier -> tier, tasks::add, Runnable::run)
            .cache(Policies.REMOTE);

    private int tasksUntil(CompletableFuture<?> done) {
        int run = 0;
        for (time.run(); !done.isDone() && !tasks.isEmpty(); time.run()) {
            tasks.remove().run();
            run++;
        }
        assertThat(done).isCompleted();
        return run;
    }

    @Test
    void whatFollowsFromOneAnswerRunsInOneTask() {
        var put = cache.putAll(
                KEYS.stream().collect(Collectors.toMap(key -> key, key -> "value")), EntryDescription.unknown());
        tasksUntil(put.toCompletableFuture());
        var found = cache.lookupAllAsync(KEYS, EntryDescription.unknown()).toCompletableFuture();
        // One for the answer and one for the reply to the caller.
        assertThat(tasksUntil(found)).isEqualTo(2);
        assertThat(found.join()).hasSize(100);
    }

    @Test
    void loadingAHundredTakesAsManyTasksAsLoadingOneButForTheReplies() {
        int one = tasksToLoad(List.of(1));
        assertThat(tasksToLoad(IntStream.range(100, 200).boxed().toList())).isEqualTo(one + 99);
    }

    private int tasksToLoad(List<Integer> keys) {
        var loaded = cache.fetchAllAsync(
                        keys,
                        missing -> CompletableFuture.completedFuture(
                                missing.stream().collect(Collectors.toMap(key -> key, key -> "loaded"))),
                        EntryDescription.unknown())
                .toCompletableFuture();
        int tasks = tasksUntil(loaded);
        assertThat(loaded.join()).hasSameSizeAs(keys);
        return tasks;
    }
}

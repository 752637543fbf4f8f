package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.fixture.Threads;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads, and a client with two. */
class CombinedCallsStressTests {

    private static final int THREADS = 8;
    private static final int QUESTIONS = 4_000;

    private final ExecutorService client = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger calls = new AtomicInteger();
    private final ConcurrentHashMap<Integer, Integer> asked = new ConcurrentHashMap<>();

    private final CombinedCalls<Integer, Integer> combined = new CombinedCalls<>(
            questions -> {
                int call = calls.incrementAndGet();
                questions.forEach(question -> asked.merge(question, 1, Integer::sum));
                CompletableFuture<List<Integer>> reply = new CompletableFuture<>();
                if (call % 500 != 0) {
                    client.execute(
                            () -> reply.complete(questions.stream().map(q -> -q).toList()));
                } else {
                    timer.schedule(
                            () -> reply.completeExceptionally(new IllegalStateException("late")),
                            20,
                            TimeUnit.MILLISECONDS);
                }
                return reply;
            },
            question -> question % 100 == 0 ? CombinedCalls.MAXIMUM_BYTES / 2 : 10,
            (question, answer) -> {},
            (delay, task) -> timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS),
            CacheClock.system());

    @AfterEach
    void end() {
        client.shutdownNow();
        timer.shutdownNow();
    }

    @Test
    void eachIsAskedOnceAndGetsItsOwnAnswer() throws Exception {
        AtomicInteger failed = new AtomicInteger();
        try (Threads threads = new Threads(THREADS)) {
            threads.inAll(THREADS, number -> {
                for (int i = 0; i < QUESTIONS; i++) {
                    int question = number * QUESTIONS + i;
                    int answer = answer(question, failed);
                    assertThat(answer).isIn(-question, Integer.MAX_VALUE);
                }
                return null;
            });
        }
        assertThat(asked).hasSize(THREADS * QUESTIONS);
        assertThat(asked.values()).containsOnly(1);
        assertThat(calls.get()).as("some of them together").isLessThan(THREADS * QUESTIONS);
        assertThat(failed.get()).as("those that failed").isBetween(calls.get() / 500, calls.get() / 500 * THREADS);
        // One call in so many fails, and this may be the one.
        int before = failed.get();
        assertThat(answer(1, failed)).isEqualTo(failed.get() == before ? -1 : Integer.MAX_VALUE);
    }

    private int answer(int question, AtomicInteger failed) throws Exception {
        return combined.ask(List.of(question))
                .exceptionally(failure -> {
                    failed.incrementAndGet();
                    return List.of(Integer.MAX_VALUE);
                })
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .get(0);
    }
}

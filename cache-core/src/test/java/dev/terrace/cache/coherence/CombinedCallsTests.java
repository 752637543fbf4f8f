package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CombinedCallsTests {

    /** What one call carried, answered when the test says so: each question with itself as a text. */
    private record Call(List<Integer> questions, CompletableFuture<List<String>> reply) {

        void succeed() {
            reply.complete(questions.stream().map(String::valueOf).toList());
        }

        void fail(Throwable cause) {
            reply.completeExceptionally(cause);
        }
    }

    private static final Duration LONGEST = CombinedCalls.PATIENCE.multipliedBy(2);

    private final ManualTime time = new ManualTime();
    private final List<Call> calls = new ArrayList<>();
    private Throwable thrown;
    private Runnable meanwhile = () -> {};
    private int bytes;
    private final List<String> seen = new ArrayList<>();

    private final CombinedCalls<Integer, String> combined = new CombinedCalls<>(
            this::call, question -> bytes, (question, answer) -> seen.add(question + answer), time, time);

    private CompletableFuture<List<String>> call(List<Integer> questions) {
        meanwhile.run();
        if (thrown != null) {
            throw Threads.<RuntimeException, RuntimeException>sneak(thrown);
        }
        Call call = new Call(questions, new CompletableFuture<>());
        calls.add(call);
        return call.reply;
    }

    private CompletableFuture<List<String>> ask(int question) {
        return combined.ask(List.of(question)).toCompletableFuture();
    }

    private List<CompletableFuture<List<String>>> ask(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::ask).toList();
    }

    private List<Integer> sizes() {
        return calls.stream().map(call -> call.questions.size()).toList();
    }

    private static Throwable failure(CompletableFuture<?> asked) {
        return asked.handle((answer, failure) -> failure instanceof CompletionException ? failure.getCause() : failure)
                .join();
    }

    @Test
    void anIdleLaneAsksAtOnce() {
        for (int i = 0; i < 3; i++) {
            CompletableFuture<List<String>> asked = ask(i);
            assertThat(asked).isNotDone();
            assertThat(calls).hasSize(i + 1);
            calls.get(i).succeed();
            assertThat(asked).isCompletedWithValue(List.of(String.valueOf(i)));
        }
        assertThat(time.waiting()).as("no timer").isZero();
    }

    @Test
    void whatComesWhileACallIsUnderWayGoesTogetherInTurn() {
        List<CompletableFuture<List<String>>> asked = ask(0, 64);
        assertThat(sizes()).containsExactly(1);
        calls.get(0).succeed();
        assertThat(sizes()).containsExactly(1, 63);
        assertThat(calls.get(1).questions)
                .containsExactlyElementsOf(IntStream.range(1, 64).boxed().toList());
        assertThat(asked.subList(1, 64)).noneMatch(CompletableFuture::isDone);
        calls.get(1).succeed();
        for (int i = 0; i < 64; i++) {
            assertThat(asked.get(i)).as("its own answer").isCompletedWithValue(List.of(String.valueOf(i)));
        }
        ask(64);
        assertThat(sizes()).as("idle again").containsExactly(1, 63, 1);
    }

    @Test
    void eachAnswerIsSeenOnceBeforeWhoeverAskedHasIt() {
        List<List<String>> seenBefore = new ArrayList<>();
        List<CompletableFuture<List<String>>> asked = ask(0, 3);
        asked.forEach(each -> each.thenAccept(answer -> seenBefore.add(List.copyOf(seen))));
        calls.get(0).succeed();
        assertThat(seenBefore).containsExactly(List.of("00"));
        calls.get(1).succeed();
        assertThat(seenBefore).hasSize(3).last().isEqualTo(List.of("00", "11", "22"));
        bytes = CombinedCalls.MAXIMUM_BYTES;
        ask(3);
        calls.get(2).succeed();
        ask(4);
        calls.get(3).fail(new IllegalStateException("nothing to see"));
        assertThat(seen).containsExactly("00", "11", "22", "33");
    }

    @Test
    void aCallThatIsFullWaitsForNothing() {
        ask(0, 252);
        assertThat(sizes()).containsExactly(1, 100, 100);
        calls.get(1).succeed();
        assertThat(sizes()).containsExactly(1, 100, 100, 51);
    }

    @Test
    void theNextCallGoesOutBeforeAnybodyIsAnswered() {
        CompletableFuture<Integer> seen = ask(0).thenApply(answer -> calls.size());
        ask(1);
        calls.get(0).succeed();
        assertThat(seen).isCompletedWithValue(2);
        CompletableFuture<Integer> seenLater = ask(2).thenApply(answer -> calls.size());
        calls.get(1).succeed();
        ask(3);
        calls.get(2).succeed();
        assertThat(seenLater).isCompletedWithValue(4);
    }

    @Test
    void aCallThatHangsHoldsUpNobodyForLong() {
        ask(0, 3);
        time.advance(LONGEST);
        assertThat(sizes()).containsExactly(1, 2);
        ask(3, 5);
        time.advance(LONGEST);
        assertThat(sizes()).as("nothing piles up").containsExactly(1, 2, 2);
        time.advance(LONGEST);
        assertThat(time.waiting()).as("nothing waits").isZero();
    }

    @Test
    void whoComesBetweenTwoLooksWaitsNotLongerThanTwo() {
        ask(0, 2);
        time.advance(CombinedCalls.PATIENCE.minusNanos(1));
        calls.get(0).succeed();
        ask(2);
        time.advance(Duration.ofNanos(1));
        assertThat(sizes()).as("2 has only come").containsExactly(1, 1);
        time.advance(CombinedCalls.PATIENCE);
        assertThat(sizes()).containsExactly(1, 1, 1);
    }

    @Test
    void aFailureFailsAllOfItsCallAndNobodyElse() {
        List<CompletableFuture<List<String>>> asked = ask(0, 3);
        RemoteTierException first = new RemoteTierException("first");
        RemoteTierException second = new RemoteTierException("second");
        calls.get(0).fail(first);
        List<CompletableFuture<List<String>>> later = ask(3, 5);
        calls.get(1).fail(second);
        calls.get(2).succeed();
        assertThat(asked.stream().map(CombinedCallsTests::failure)).containsExactly(first, second, second);
        assertThat(later).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(sizes()).containsExactly(1, 2, 2);
    }

    @Test
    void whatACallThrowsIsItsFailure() {
        CompletableFuture<List<String>> waits = ask(0);
        CompletableFuture<List<String>> behind = ask(1);
        thrown = new StackOverflowError("no room for it");
        calls.get(0).succeed();
        assertThat(waits).isCompleted();
        assertThat(failure(behind)).isSameAs(thrown);
        assertThat(failure(ask(2))).isSameAs(thrown);
        thrown = null;
        ask(3);
        assertThat(sizes()).as("idle again").containsExactly(1, 1);
    }

    @Test
    void aReplyWithTooFewAnswersIsAFailure() {
        List<CompletableFuture<List<String>>> asked = ask(0, 3);
        calls.get(0).succeed();
        calls.get(1).reply.complete(List.of("1"));
        assertThat(asked.subList(1, 3)).allMatch(CompletableFuture::isCompletedExceptionally);
        ask(3);
        assertThat(sizes()).as("idle again").containsExactly(1, 2, 1);
    }

    @Test
    void aCallTakesNoMoreThanItsBytes() {
        bytes = CombinedCalls.MAXIMUM_BYTES / 4;
        ask(0, 7);
        assertThat(sizes()).containsExactly(1, 4);
        calls.get(0).succeed();
        assertThat(sizes()).containsExactly(1, 4, 2);
    }

    @Test
    void whatIsTooLongGoesAloneAndWaitsForNothing() {
        ask(0, 2);
        bytes = CombinedCalls.MAXIMUM_BYTES;
        List<CompletableFuture<List<String>>> asked = ask(2, 4);
        assertThat(sizes()).containsExactly(1, 1, 1);
        calls.get(1).succeed();
        calls.get(2).succeed();
        assertThat(asked.get(1)).isCompletedWithValue(List.of("3"));
        assertThat(calls).as("1 waits for 0").hasSize(3);
    }

    @Test
    void overALongWaySeveralAreUnderWayBeforeTheyCombine() {
        Duration way = Duration.ofNanos(5 * Depth.COST_NANOS);
        for (int i = 0; i < Depth.CALLS; i++) {
            ask(i);
            time.advance(way);
            calls.get(i).succeed();
        }
        calls.clear();
        ask(0, 9);
        assertThat(sizes()).containsExactly(1, 1, 1, 1, 1);
        calls.get(3).succeed();
        assertThat(sizes()).containsExactly(1, 1, 1, 1, 1, 4);
    }

    @Test
    void twoWhoAlwaysAskComeToHaveACallEach() {
        Deque<Integer> open = new ArrayDeque<>();
        ask(0, 2);
        open.add(0);
        for (int i = 0; i < 2 * Depth.CALLS; i++) {
            time.advance(Duration.ofNanos(500_000));
            int first = open.remove();
            int before = calls.size();
            calls.get(first).succeed();
            ask(i);
            for (int call = before; call < calls.size(); call++) {
                open.add(call);
            }
        }
        assertThat(open).as("under way").hasSize(2);
    }

    @Test
    void manyThatFailAtOnceDoNotFillTheStack() {
        List<CompletableFuture<List<String>>> asked = new ArrayList<>();
        // There is no room while this call is made: who asks then waits for it.
        meanwhile = () -> {
            if (asked.size() < 50_000) {
                asked.add(ask(asked.size()));
            }
            throw new IllegalStateException("closed");
        };
        CompletableFuture<List<String>> first = ask(0);
        assertThat(first).isCompletedExceptionally();
        assertThat(asked).hasSize(50_000).allMatch(CompletableFuture::isCompletedExceptionally);
        meanwhile = () -> {};
        ask(0, 2);
        assertThat(sizes()).as("idle again").containsExactly(1);
    }
}

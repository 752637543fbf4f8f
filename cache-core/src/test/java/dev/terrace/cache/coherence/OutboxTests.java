package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Peer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTierDecorator;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTests {

    private static final int LANES = 2;

    /** What one step carried, answered when the test says so. */
    private record Step(List<KeyInvalidation> keys, String operation, CompletableFuture<Appended> reply) {

        void succeed() {
            reply.complete(new Appended(
                    1, keys.stream().map(key -> key.key().hash() % 3 == 0).toList()));
        }

        void fail() {
            reply.completeExceptionally(new RemoteTierException("away"));
        }
    }

    private final ManualTime time = new ManualTime();
    private final List<Step> steps = new ArrayList<>();
    private final OwnOperations own = new OwnOperations("me", time, OwnOperations.RETENTION, List::of);
    private boolean throwing;

    private final Outbox outbox = new Outbox(
            new RemoteTierDecorator(
                    new TwinServer(LANES, time::millis).connect().tier()) {
                @Override
                public CompletionStage<Appended> invalidate(List<KeyInvalidation> keys, String operation) {
                    if (throwing) {
                        throw new IllegalStateException("thrown, not completed");
                    }
                    Step step = new Step(keys, operation, new CompletableFuture<>());
                    steps.add(step);
                    return step.reply;
                }
            },
            own);

    private CompletableFuture<Boolean> send(long hash) {
        return outbox.send(key(hash), null).toCompletableFuture();
    }

    private static List<Long> hashes(Step step) {
        return step.keys.stream().map(key -> key.key().hash()).toList();
    }

    @Test
    void anIdleLaneSendsAtOnce() {
        CompletableFuture<Boolean> sent = send(0);
        assertThat(steps).hasSize(1);
        assertThat(sent).isNotDone();
        steps.get(0).succeed();
        assertThat(sent).isCompletedWithValue(true);
        send(2);
        assertThat(steps).hasSize(2);
    }

    @Test
    void whatComesWhileAStepIsUnderWayGoesTogetherAHundredAtATime() {
        send(0);
        List<CompletableFuture<Boolean>> sent =
                IntStream.rangeClosed(1, 150).mapToObj(i -> send(2L * i)).toList();
        assertThat(steps).as("one step at a time").hasSize(1);
        steps.get(0).succeed();
        assertThat(steps).hasSize(2);
        assertThat(steps.get(1).keys).hasSize(100);
        assertThat(sent).noneMatch(CompletableFuture::isDone);
        steps.get(1).succeed();
        assertThat(steps.get(2).keys).hasSize(50);
        steps.get(2).succeed();
        assertThat(steps).hasSize(3);
        for (int i = 1; i <= 150; i++) {
            assertThat(sent.get(i - 1)).as("the answer of its own key").isCompletedWithValue(2 * i % 3 == 0);
        }
    }

    @Test
    void lanesDoNotWaitForEachOther() {
        send(0);
        send(1);
        send(2);
        assertThat(steps).extracting(OutboxTests::hashes).containsExactly(List.of(0L), List.of(1L));
    }

    @Test
    void aFailureFailsWhatWaitsAndTheLaneWorksAfterwards() {
        List<CompletableFuture<Boolean>> sent = List.of(send(0), send(2), send(4));
        CompletableFuture<Boolean> elsewhere = send(1);
        steps.get(0).fail();
        assertThat(sent).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(elsewhere).isNotDone();
        CompletableFuture<Boolean> later = send(6);
        steps.get(2).succeed();
        assertThat(hashes(steps.get(2))).containsExactly(6L);
        assertThat(later).isCompletedWithValue(true);
    }

    @Test
    void aRemoteTierThatThrowsIsAFailure() {
        throwing = true;
        assertThat(send(0)).isCompletedExceptionally();
        throwing = false;
        CompletableFuture<Boolean> later = send(0);
        steps.get(0).succeed();
        assertThat(later).isCompletedWithValue(true);
    }

    @Test
    void aReplyWithTooFewAnswersIsAFailure() {
        List<CompletableFuture<Boolean>> sent = List.of(send(0), send(2), send(4));
        steps.get(0).succeed();
        steps.get(1).reply.complete(new Appended(2, List.of(true)));
        assertThat(sent).allMatch(CompletableFuture::isDone);
        assertThat(sent.get(2)).isCompletedExceptionally();
        send(6);
        assertThat(steps).as("the lane works").hasSize(3);
    }

    @Test
    void leasesArePassedOn() {
        Lease lease = new Lease("token", Duration.ofSeconds(1));
        outbox.send(key(0), lease);
        assertThat(steps.get(0).keys).containsExactly(new KeyInvalidation(key(0), lease));
    }

    @Test
    void whatTheRemoteTierHasAcknowledgedIsAnOwnOperation() {
        send(0);
        send(2);
        assertThat(own.seen(steps.get(0).operation)).as("under way").isTrue();
        steps.get(0).succeed();
        steps.get(1).fail();
        assertThat(own.seen(steps.get(1).operation)).as("failed").isFalse();
        assertThat(own.oldest(new Lane(0))).isPresent();
    }
}

package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Validity.INVALID;
import static dev.terrace.cache.coherence.Validity.VALID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.event.CacheEvent.GapFound;
import dev.terrace.cache.event.CacheEvent.InvalidationsLost;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.Invalidation.OfPattern;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.StageFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ControlSyncTests {

    private static final Duration MILLI = Duration.ofMillis(1);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final Peer a = Peer.joined("a", server, time);
    private final Peer b = Peer.joined("b", server, time);
    private final long start = a.coherence.control().position();

    private long here() {
        return a.coherence.control().position();
    }

    @Test
    void aTagInvalidatesHereAndElsewhereWhenItsCallReturns() {
        assertThat(a.evictTag("t").toCompletableFuture()).isCompleted();
        assertThat(a.validity(start, "t")).isEqualTo(INVALID);
        assertThat(a.validity(here(), "t")).isEqualTo(VALID);
        assertThat(b.validity(start, "t")).isEqualTo(INVALID);
        assertThat(b.validity(start, "u")).isEqualTo(VALID);
    }

    @Test
    void aCallThatCannotBeSentFailsAndStaysBarredUntilItIs() {
        a.link.failToSend("control", 1);
        assertThat(a.evictTag("t").toCompletableFuture()).isCompletedExceptionally();
        assertThat(a.validity(Long.MAX_VALUE, "t")).isEqualTo(INVALID);
        time.advance(Peer.SYNC);
        assertThat(b.validity(start, "t")).isEqualTo(INVALID);
        assertThat(a.validity(Long.MAX_VALUE, "t")).isEqualTo(VALID);
    }

    @Test
    void whatWasSentLateIsBarredUntilItIsAppliedHere() {
        a.link.deafen();
        a.link.cut();
        time.advance(Peer.SYNC.multipliedBy(2));
        a.evictTag("t");
        a.link.mend();
        a.link.fail("readLog c", 1);
        a.sync();
        assertThat(b.validity(start, "t")).as("logged").isEqualTo(INVALID);
        assertThat(a.validity(Long.MAX_VALUE, "t")).as("not applied").isEqualTo(INVALID);
        a.link.failToSend("readLog c", 1);
        a.sync();
        assertThat(a.validity(Long.MAX_VALUE, "t")).as("not applied").isEqualTo(INVALID);
        a.sync();
        assertThat(a.validity(Long.MAX_VALUE, "t")).isEqualTo(VALID);
        assertThat(a.validity(start, "t")).isEqualTo(INVALID);
    }

    // ---- gaps

    @Test
    void behindATrimmedLogASnapshotSaysWhatIsInvalid() {
        a.link.deafen();
        for (int i = 0; i < 5; i++) {
            b.evictTag("t" + i);
        }
        server.trim(Lane.CONTROL, 1);
        assertThat(a.sync()).isTrue();
        assertThat(a.heard(GapFound.class)).containsExactly(new GapFound("c", GapFound.Reason.LOG));
        assertThat(a.validity(start, "t1")).isEqualTo(INVALID);
        assertThat(a.validity(start, "u")).isEqualTo(VALID);
        assertThat(server.fences()).isZero();
        assertThat(a.sync()).isTrue();
        assertThat(a.heard(GapFound.class)).as("found once").hasSize(1);
    }

    @Test
    void lostControlKeysMeanThatEverythingBeforeIsInvalid() {
        time.advance(MILLI);
        server.evictControlKeys();
        assertThat(a.sync()).isTrue();
        assertThat(a.heard(GapFound.class)).containsExactly(new GapFound("c", GapFound.Reason.EPOCH));
        assertThat(a.validity(start)).isEqualTo(INVALID);
        assertThat(a.validity(here())).isEqualTo(VALID);
        assertThat(b.sync()).isTrue();
        assertThat(b.validity(start)).isEqualTo(INVALID);
        assertThat(server.fences()).isZero();
    }

    @Test
    void aGapIsToldWhenItIsMendedAndNotWithEachTry() {
        time.advance(MILLI);
        server.evictControlKeys();
        a.link.fail("join", 1);
        assertThat(a.sync()).as("at the first try").isFalse();
        assertThat(a.sync()).isTrue();
        assertThat(a.heard(GapFound.class)).hasSize(1);
        assertThat(a.validity(start)).isEqualTo(INVALID);
    }

    @Test
    void controlKeysLostWhileTheClockWentBackAreFenced() {
        server.evictControlKeys();
        time.jump(Duration.ofHours(-1));
        assertThat(a.sync()).isTrue();
        assertThat(a.validity(start)).isEqualTo(INVALID);
        assertThat(a.validity(here())).isEqualTo(VALID);
        assertThat(here()).isGreaterThan(start);
        b.sync();
        assertThat(b.validity(start)).isEqualTo(INVALID);
        assertThat(server.fences()).isEqualTo(1);
    }

    @Test
    void aTailThatWentBackIsFencedOnce() {
        Runnable failover = server.failover(Lane.CONTROL);
        b.evictTag("t");
        long lost = here();
        failover.run();
        assertThat(a.sync()).isTrue();
        assertThat(a.heard(GapFound.class)).containsExactly(new GapFound("c", GapFound.Reason.LOG));
        assertThat(server.fences()).isEqualTo(1);
        assertThat(a.validity(start)).isEqualTo(VALID);
        assertThat(a.validity(lost)).isEqualTo(INVALID);
        assertThat(a.validity(here())).isEqualTo(VALID);
        b.sync();
        assertThat(b.validity(lost)).isEqualTo(INVALID);
        assertThat(server.fences()).as("the other one sees that it is done").isEqualTo(1);
    }

    @Test
    void positionsThatAFailoverGaveTwiceAreFencedOnce() {
        Runnable failover = server.failover(Lane.CONTROL);
        b.evictTag("t");
        long lost = here();
        failover.run();
        Peer later = Peer.joined("c", server, time);
        later.evictTag("u");
        assertThat(later.coherence.control().position()).as("the same again").isEqualTo(lost);
        time.advance(MILLI);
        later.evictTag("v");
        a.sync();
        b.sync();
        later.sync();
        assertThat(server.fences()).isEqualTo(1);
        for (Peer peer : new Peer[] {a, b, later}) {
            assertThat(peer.validity(lost)).isEqualTo(INVALID);
        }
    }

    @Test
    void aLogThatWentOnBehindItsLostEndNeedsNoFence() {
        Runnable failover = server.failover(Lane.CONTROL);
        b.evictTag("t");
        failover.run();
        time.advance(MILLI);
        Peer.joined("c", server, time).evictTag("u");
        a.sync();
        assertThat(a.heard(GapFound.class)).hasSize(1);
        assertThat(server.fences()).isZero();
        assertThat(a.validity(start, "u")).isEqualTo(INVALID);
    }

    @Test
    void anOwnInvalidationThatAFailoverLostIsSaidAgain() {
        Runnable failover = server.failover(Lane.CONTROL);
        a.evictTag("t");
        failover.run();
        time.advance(MILLI);
        Peer later = Peer.joined("c", server, time);
        assertThat(later.validity(start, "t")).isEqualTo(VALID);
        assertThat(a.sync()).isTrue();
        assertThat(a.heard(InvalidationsLost.class)).containsExactly(new InvalidationsLost(1));
        time.advance(Peer.SYNC);
        assertThat(later.validity(start, "t")).isEqualTo(INVALID);
        assertThat(a.validity(Long.MAX_VALUE, "t")).isEqualTo(VALID);
    }

    @Test
    void aMessageThatComesDuringAJoinIsNotLostByIt() throws Exception {
        server.evictControlKeys();
        try (Threads threads = new Threads(1)) {
            Future<Boolean> sync;
            synchronized (a.coherence.control()) {
                // The snapshot was read and cannot be taken over.
                Thread[] joining = new Thread[1];
                sync = threads.submit(() -> {
                    joining[0] = Thread.currentThread();
                    return a.sync();
                });
                Awaitility.await().until(() -> joining[0] != null && joining[0].getState() == Thread.State.BLOCKED);
                server.append(new OfPattern(new KeyPattern(Peer.CACHE, "a*")), "other-1");
            }
            assertThat(sync.get(10, TimeUnit.SECONDS)).isTrue();
        }
        a.sync();
        assertThat(a.coherence.control().activePatterns()).hasSize(1);
    }

    // ---- too many patterns

    private void occupyPatterns() {
        for (int i = 0; i < RemoteTier.MAXIMUM_PATTERNS; i++) {
            server.append(new OfPattern(new KeyPattern(Peer.CACHE, "x" + i)), "gone-" + i);
        }
    }

    @Test
    void onePatternTooManyIsRefusedAndNotBarred() {
        occupyPatterns();
        CompletableFuture<Void> refused = a.evictPattern("a*").toCompletableFuture();
        assertThat(refused).isCompletedExceptionally();
        assertThat(refused.handle((done, failure) -> StageFailure.causeOf(failure))
                        .join())
                .isInstanceOf(TooManyPatternsException.class);
        assertThat(a.validity(Long.MAX_VALUE)).isEqualTo(VALID);
    }

    @Test
    void onePatternTooManyThatWaitedBecomesAClear() {
        a.link.cut();
        time.advance(Peer.SYNC.multipliedBy(2));
        a.evictPattern("a*");
        occupyPatterns();
        a.link.mend();
        a.sync();
        assertThat(a.validity(Long.MAX_VALUE)).as("its cache is barred").isEqualTo(INVALID);
        time.advance(Peer.SYNC);
        assertThat(b.coherence.control().validity(Peer.CACHE, start, List.of(), () -> "'z'"))
                .isEqualTo(INVALID);
        assertThat(a.validity(Long.MAX_VALUE)).isEqualTo(VALID);
    }
}

package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Peer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.event.CacheEvent.GapFound;
import dev.terrace.cache.event.CacheEvent.RemoteLost;
import dev.terrace.cache.event.CacheEvent.RemoteRegained;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MembershipTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);

    private Peer joined(String id) {
        return Peer.joined(id, server, time);
    }

    private static boolean isBarred(Peer peer, String tag) {
        return peer.validity(Long.MAX_VALUE, tag) != Validity.VALID;
    }

    // ---- in step

    @Test
    void aPeerThatJoinedIsInStep() {
        Peer peer = new Peer("a", server, time);
        assertThat(peer.coherence.isConnected()).isFalse();
        peer.coherence.start();
        time.run();
        assertThat(peer.coherence.firstJoin().toCompletableFuture()).isCompleted();
        assertThat(peer.coherence.isConnected(0)).isTrue();
        assertThat(peer.coherence.isInStep(1)).isTrue();
        assertThat(peer.events).isEmpty();
    }

    @Test
    void aFirstTryThatFailsIsToldAndTheNextOneJoins() {
        Peer peer = new Peer("a", server, time);
        peer.link.fail("join", 1);
        peer.coherence.start();
        time.run();
        assertThat(peer.coherence.firstJoin().toCompletableFuture()).isCompletedExceptionally();
        time.advance(SECOND);
        assertThat(peer.coherence.isInStep(0)).isTrue();
        assertThat(peer.events).hasOnlyElementsOfTypes(RemoteLost.class, RemoteRegained.class);
    }

    @Test
    void theBusBringsInvalidationsAtOnceAndTheSyncWithoutIt() {
        Peer a = joined("a");
        Peer b = joined("b");
        b.evict(key(0));
        assertThat(a.dropped).containsExactly(0L);
        a.link.deafen();
        b.evict(key(1));
        assertThat(a.dropped).doesNotContain(1L);
        time.advance(SECOND);
        assertThat(a.dropped).containsExactly(0L, 1L);
    }

    @Test
    void aSubscriptionThatFailsIsTriedAgain() {
        Peer a = new Peer("a", server, time);
        a.link.fail("subscribe", 1);
        a.join();
        Peer b = joined("b");
        b.evict(key(0));
        assertThat(a.dropped).isEmpty();
        time.advance(SECOND);
        b.evict(key(2));
        assertThat(a.dropped).containsExactly(0L, 2L);
    }

    @Test
    void aSubscriptionThatCannotBeSentIsTriedAgain() {
        Peer a = new Peer("a", server, time);
        a.link.failToSend("subscribe", 1);
        a.join();
        assertThat(a.coherence.isInStep(0)).as("nothing waits for the bus").isTrue();
        time.advance(SECOND);
        joined("b").evict(key(0));
        assertThat(a.dropped).containsExactly(0L);
    }

    @Test
    void whoAsksForASyncFromNowGetsOneThatBeginsLater() {
        Peer peer = joined("a");
        CompletableFuture<Boolean> running = peer.coherence.sync().toCompletableFuture();
        CompletableFuture<Boolean> joined = peer.coherence.sync().toCompletableFuture();
        CompletableFuture<Boolean> later =
                peer.coherence.syncFromNow(key(0).hash()).toCompletableFuture();
        time.run();
        assertThat(List.of(running, joined, later)).allMatch(CompletableFuture::join);
        assertThat(peer.link.takeSent()).filteredOn("readLog c"::equals).hasSize(2);
    }

    @Test
    void aClosedPeerDoesNothingMore() {
        Peer peer = joined("a");
        peer.coherence.close();
        assertThat(peer.sync()).isFalse();
        time.advance(Duration.ofSeconds(10));
        assertThat(time.waiting()).isZero();
        assertThat(peer.events).isEmpty();
        assertThat(peer.coherence.isConnected()).isFalse();
    }

    // ---- loss and return

    @Test
    void aLaneThatFailsOnceIsKept() {
        Peer peer = joined("a");
        peer.link.fail("readLog 0", 1);
        assertThat(peer.sync()).isFalse();
        assertThat(peer.coherence.isConnected(0)).isTrue();
        assertThat(peer.coherence.lane(0).gap())
                .isEqualTo(joined("b").coherence.lane(0).gap());
        assertThat(peer.events).isEmpty();
    }

    @Test
    void aLaneThatFailsTwiceIsLostAlone() {
        Peer peer = joined("a");
        int gap = peer.coherence.lane(0).gap();
        peer.link.fail("readLog 0", 2);
        assertThat(peer.sync()).isFalse();
        assertThat(peer.coherence.isConnected(0)).isFalse();
        assertThat(peer.coherence.isConnected(1)).isTrue();
        assertThat(peer.coherence.isInStep(1)).isTrue();
        assertThat(peer.heard(RemoteLost.class)).hasSize(1);
        assertThat(peer.sync()).isTrue();
        assertThat(peer.coherence.isConnected(0)).isTrue();
        assertThat(peer.coherence.lane(0).gap()).as("what is near is verified").isEqualTo(gap + 1);
        assertThat(peer.heard(RemoteRegained.class)).hasSize(1);
    }

    @Test
    void theLossOfTheControlLaneIsTheLossOfAll() {
        Peer peer = joined("a");
        peer.link.fail("readLog c", 2);
        peer.sync();
        assertThat(peer.coherence.isConnected(0)).isFalse();
        assertThat(peer.coherence.lane(0).isDetached()).isTrue();
        assertThat(peer.coherence.lane(1).isDetached()).isTrue();
        assertThat(peer.heard(RemoteLost.class)).hasSize(1);
    }

    @Test
    void aLossIsToldOnceAndTheReturnWithWhatWasSentLate() {
        Peer a = joined("a");
        Peer b = joined("b");
        a.link.cut();
        time.advance(Duration.ofSeconds(3));
        assertThat(a.heard(RemoteLost.class)).hasSize(1);
        assertThat(a.evict(key(0)).toCompletableFuture()).isCompletedExceptionally();
        assertThat(a.evict(key(0)).toCompletableFuture()).isCompletedExceptionally();
        assertThat(a.evictTag("t").toCompletableFuture()).isCompletedExceptionally();
        assertThat(a.coherence.isBarred(0)).isTrue();
        assertThat(isBarred(a, "t")).isTrue();
        assertThat(b.dropped).isEmpty();
        a.link.mend();
        a.link.takeSent();
        time.advance(SECOND);
        assertThat(a.coherence.isBarred(0)).isFalse();
        assertThat(isBarred(a, "t")).isFalse();
        assertThat(b.dropped).containsExactly(0L);
        assertThat(b.validity(0, "t")).isEqualTo(Validity.INVALID);
        List<String> sent = a.link.takeSent();
        assertThat(sent.indexOf("control")).isBetween(0, sent.indexOf("readLog c") - 1);
        assertThat(sent.indexOf("invalidate")).isBetween(0, sent.indexOf("readLog 0") - 1);
        assertThat(a.heard(RemoteRegained.class)).singleElement().satisfies(regained -> {
            assertThat(regained.replayed()).isEqualTo(2);
            assertThat(regained.after()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
        });
    }

    @Test
    void whatCannotBeSentOnReturnWaitsForTheNextSync() {
        Peer a = joined("a");
        a.link.cut();
        time.advance(Duration.ofSeconds(2));
        a.evict(key(0));
        a.evictTag("t");
        a.evictTag("u");
        a.link.mend();
        a.link.failToSend("control", 1);
        a.link.failToSend("invalidate", 1);
        time.advance(Duration.ofSeconds(3));
        assertThat(a.coherence.isBarred(0)).isFalse();
        assertThat(isBarred(a, "t")).isFalse();
        assertThat(isBarred(a, "u")).isFalse();
        assertThat(joined("b").validity(0, "t")).isEqualTo(Validity.INVALID);
    }

    @Test
    void whileTheRemoteTierIsAwayWhatIsNearIsTrustedForAWhile() {
        Peer peer = joined("a");
        peer.link.cut();
        time.advance(Peer.TRUST.plus(Peer.STALE).minusMillis(1));
        assertThat(peer.coherence.isInStep(0)).isTrue();
        time.advance(Duration.ofMillis(2));
        assertThat(peer.coherence.isInStep(0)).isFalse();
    }

    @Test
    void aSuspendedMachineTrustsNothingUntilItsSync() {
        Peer peer = joined("a");
        Peer awake = joined("b");
        List.of(peer, awake).forEach(each -> each.link.cut());
        awake.sync();
        assertThat(awake.coherence.isInStep(0)).isTrue();
        time.jump(Duration.ofHours(1));
        peer.sync();
        assertThat(peer.coherence.isInStep(0)).isFalse();
        peer.link.mend();
        time.advance(SECOND);
        assertThat(peer.coherence.isInStep(0)).isTrue();
    }

    // ---- what others do wrong

    @Test
    void aListenerThatThrowsStopsNothing() {
        Peer peer = new Peer("a", server, time, Duration.ZERO, event -> {
            throw new IllegalStateException("a listener");
        });
        peer.join();
        peer.link.cut();
        time.advance(Duration.ofSeconds(3));
        peer.link.mend();
        time.advance(SECOND);
        assertThat(peer.coherence.isInStep(0)).isTrue();
        assertThat(peer.heard(RemoteRegained.class)).hasSize(1);
        peer.events.clear();
        server.flush();
        time.advance(Duration.ofSeconds(3));
        assertThat(peer.heard(GapFound.class)).isNotEmpty();
        assertThat(peer.coherence.isInStep(0)).isTrue();
        peer.link.deafen();
        joined("b").evict(key(0));
        time.advance(SECOND);
        assertThat(peer.dropped).containsExactly(0L);
    }

    @Test
    void aReadThatCannotBeSentIsAFailure() {
        Peer peer = joined("a");
        peer.link.failToSend("readLog c", 1);
        assertThat(peer.sync()).isFalse();
        peer.link.failToSend("readLog 0", 1);
        assertThat(peer.sync()).isFalse();
        assertThat(peer.sync()).isTrue();
    }
}

package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Peer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.event.CacheEvent.GapFound;
import dev.terrace.cache.event.CacheEvent.InvalidationsLost;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.Lane;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LaneSyncTests {

    private static final Lane LANE = new Lane(0);

    private static final Duration MILLI = Duration.ofMillis(1);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final Peer a = Peer.joined("a", server, time);
    private final Peer b = Peer.joined("b", server, time);
    private final int gap = a.coherence.lane(0).gap();

    @Test
    void aLongLogIsAppliedToItsEnd() {
        a.link.deafen();
        for (int i = 0; i < 250; i++) {
            b.evict(key(2 * i));
        }
        assertThat(a.sync()).isTrue();
        assertThat(a.dropped).hasSize(250).doesNotHaveDuplicates();
        assertThat(a.coherence.lane(0).gap()).isEqualTo(gap);
    }

    @Test
    void behindATrimmedLogEverythingIsVerifiedFromItsTailOn() {
        a.link.deafen();
        for (int i = 0; i < 5; i++) {
            b.evict(key(2 * i));
        }
        server.trim(LANE, 1);
        assertThat(a.sync()).isTrue();
        assertThat(a.heard(GapFound.class)).containsExactly(new GapFound("0", GapFound.Reason.LOG));
        assertThat(a.coherence.lane(0).gap()).isEqualTo(gap + 1);
        assertThat(a.dropped).as("nobody knows what was lost").isEmpty();
        b.evict(key(2));
        assertThat(a.sync()).isTrue();
        assertThat(a.dropped).as("the tail is the new cursor").containsExactly(2L);
        assertThat(a.coherence.lane(0).gap()).isEqualTo(gap + 1);
    }

    @Test
    void aGapIsToldWhenEntriesAreVerifiedAndNotBefore() {
        a.link.deafen();
        b.evict(key(0));
        b.evict(key(2));
        server.trim(LANE, 1);
        a.link.fail("tail", 1);
        assertThat(a.sync()).as("at the first try").isFalse();
        assertThat(a.sync()).isTrue();
        assertThat(a.coherence.lane(0).gap()).isEqualTo(gap + 1);
        assertThat(a.heard(GapFound.class)).hasSize(1);
    }

    @Test
    void anOwnInvalidationThatAFailoverLostIsSaidAgain() {
        Runnable failover = server.failover(LANE);
        a.evict(key(0));
        a.evict(key(0));
        assertThat(b.dropped).containsExactly(0L, 0L);
        time.advance(MILLI);
        failover.run();
        assertThat(a.sync()).isTrue();
        assertThat(a.heard(InvalidationsLost.class)).containsExactly(new InvalidationsLost(1));
        assertThat(a.coherence.lane(0).gap()).isEqualTo(gap + 1);
        b.sync();
        assertThat(b.coherence.lane(0).gap()).as("it verifies").isEqualTo(gap + 1);
        assertThat(a.coherence.isBarred(0)).isFalse();
        assertThat(a.dropped).contains(0L);
    }

    @Test
    void soIsOneWhoseMessageNobodyGot() {
        a.link.deafen();
        b.link.deafen();
        Runnable failover = server.failover(LANE);
        a.evict(key(0));
        time.advance(MILLI);
        failover.run();
        assertThat(a.sync()).isTrue();
        assertThat(a.heard(InvalidationsLost.class)).containsExactly(new InvalidationsLost(1));
        assertThat(a.heard(GapFound.class)).as("the log continues").isEmpty();
        b.sync();
        assertThat(b.dropped).containsExactly(0L);
    }

    @Test
    void whatWasLostIsBarredUntilItIsAcknowledgedAgain() {
        Runnable failover = server.failover(LANE);
        a.evict(key(0));
        time.advance(MILLI);
        failover.run();
        a.link.fail("invalidate", 2);
        a.sync();
        assertThat(a.coherence.isBarred(0)).isTrue();
        time.advance(Peer.SYNC);
        assertThat(a.coherence.isBarred(0)).isFalse();
    }

    @Test
    void whatWasTrimmedIsSaidAgainOnceAndWhatTheLogShowsIsNot() {
        a.evict(key(0));
        a.evict(key(2));
        time.advance(MILLI);
        a.link.deafen();
        b.evict(key(4));
        server.trim(LANE, 1);
        a.sync();
        assertThat(a.heard(GapFound.class)).hasSize(1);
        assertThat(a.heard(InvalidationsLost.class))
                .as("trimmed is as good as lost")
                .containsExactly(new InvalidationsLost(2));
        a.events.clear();
        a.sync();
        assertThat(a.events).isEmpty();
    }
}

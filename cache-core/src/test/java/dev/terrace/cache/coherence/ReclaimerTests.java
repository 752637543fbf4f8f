package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Peer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Invalidation.OfCache;
import dev.terrace.cache.tier.Invalidation.OfPattern;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReclaimerTests {

    private static final RemoteKey OTHER = new RemoteKey("others", "'0'", 10);
    private static final Invalidation ZEROS = new OfPattern(new KeyPattern(Peer.CACHE, "0*"));

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final Peer a = Peer.joined("a", server, time);

    private void storeSome() {
        long ctl = a.coherence.control().position();
        a.store(key(0), 1, ctl, "t");
        a.store(key(1), 2, ctl, "u");
        a.store(OTHER, 3, ctl, "t");
    }

    // ---- tags and clears

    @Test
    void behindAClearItsCacheIsSweptAWhileLater() {
        storeSome();
        a.coherence.invalidate(new OfCache(Peer.CACHE));
        time.advance(Duration.ofSeconds(1));
        assertThat(server.has(key(0))).isTrue();
        time.advance(Duration.ofSeconds(2));
        assertThat(server.has(key(0))).isFalse();
        assertThat(server.has(key(1))).isFalse();
        assertThat(server.has(OTHER)).isTrue();
    }

    @Test
    void behindATagEveryCacheIsSweptOfWhatCarriesIt() {
        storeSome();
        a.evictTag("t");
        a.store(key(2), 4, a.coherence.control().position(), "t");
        time.advance(Duration.ofSeconds(3));
        assertThat(server.has(key(0))).isFalse();
        assertThat(server.has(OTHER)).isFalse();
        assertThat(server.has(key(1))).as("another tag").isTrue();
        assertThat(server.has(key(2))).as("loaded later").isTrue();
    }

    @Test
    void whatComesWhileItSweepsIsSweptNext() {
        storeSome();
        a.evictTag("v");
        time.advance(Duration.ofSeconds(2));
        a.evictTag("t");
        time.advance(Duration.ofSeconds(5));
        assertThat(server.has(key(0))).isFalse();
        a.evictTag("u");
        time.advance(Duration.ofSeconds(5));
        assertThat(server.has(key(1))).as("and after a rest again").isFalse();
    }

    @Test
    void aSweepThatFailsIsTriedAgain() {
        storeSome();
        a.coherence.invalidate(new OfCache(Peer.CACHE));
        a.link.fail("scan", 1);
        time.advance(Duration.ofSeconds(3));
        assertThat(server.has(key(0))).isTrue();
        time.advance(Duration.ofSeconds(2));
        assertThat(server.has(key(0))).isFalse();
        assertThat(server.has(key(1))).as("of both lanes").isFalse();
    }

    @Test
    void aSweepThatALossEndsGoesOnAfterIt() {
        storeSome();
        a.coherence.invalidate(new OfCache(Peer.CACHE));
        a.link.cut();
        time.advance(Duration.ofSeconds(30));
        a.link.mend();
        time.advance(Duration.ofSeconds(5));
        assertThat(server.has(key(0))).isFalse();
    }

    @Test
    void aSweepThatIsDueEndsWithItsInstance() {
        storeSome();
        a.evictTag("t");
        a.coherence.close();
        time.advance(Duration.ofMinutes(1));
        assertThat(time.waiting()).isZero();
    }

    @Test
    void aSweepThatFailsAllTheTimeIsTriedEverMoreSeldom() {
        storeSome();
        a.coherence.invalidate(new OfCache(Peer.CACHE));
        a.link.fail("scan", 1_000);
        a.link.takeSent();
        time.advance(Duration.ofMinutes(10));
        assertThat(a.link.takeSent()).filteredOn("scan"::equals).hasSizeBetween(5, 12);
    }

    @Test
    void aSweepThatFailsDoesNotStopTheNextOne() {
        storeSome();
        a.link.fail("scan", 1);
        a.evictTag("t");
        time.advance(Duration.ofSeconds(3));
        assertThat(server.has(key(0))).isTrue();
        a.link.failToSend("scan", 1);
        a.evictTag("v");
        time.advance(Duration.ofSeconds(4));
        a.evictTag("w");
        time.advance(Duration.ofSeconds(4));
        assertThat(server.has(key(0))).isFalse();
    }

    @Test
    void whileTheServerIsAwayNothingIsSwept() {
        storeSome();
        a.evictTag("t");
        a.link.cut();
        time.advance(Duration.ofSeconds(4));
        assertThat(a.link.takeSent()).doesNotContain("scan");
    }

    // ---- patterns

    @Test
    void anOwnPatternEndsLeasesRemovesOldValuesAndIsRetired() {
        storeSome();
        Lease lease = new Lease("token", Duration.ofMinutes(1));
        RemoteKey leased = new RemoteKey(Peer.CACHE, "'01'", 4);
        a.link.tier().read(leased, null, lease);
        a.evictPattern("0*");
        assertThat(server.patterns()).isEqualTo(1);
        time.advance(Duration.ofMillis(500));
        assertThat(server.has(key(0))).isFalse();
        assertThat(server.has(key(1))).isTrue();
        assertThat(server.has(OTHER)).isTrue();
        assertThat(a.link.tier().fill(leased, "token", new byte[60], null).toCompletableFuture())
                .isCompletedWithValue(false);
        assertThat(server.patterns()).isZero();
        assertThat(a.droppedPatterns).containsExactly(new KeyPattern(Peer.CACHE, "0*"));
    }

    @Test
    void aRetiredPatternIsForgottenWhenNoReplyCanCarryAnOldValue() {
        long before = a.coherence.control().position();
        a.coherence.invalidate(new OfPattern(new KeyPattern(Peer.CACHE, "a*")));
        time.advance(Duration.ofMillis(500));
        assertThat(server.patterns()).isZero();
        assertThat(a.validity(before)).isEqualTo(Validity.INVALID);
        time.advance(Peer.TRUST);
        assertThat(a.validity(before)).isEqualTo(Validity.VALID);
    }

    @Test
    void aPatternWhoseOwnerIsGoneIsAdoptedAfterItsDeadlineAndNotBefore() {
        storeSome();
        server.append(ZEROS, "gone-1");
        time.advance(Duration.ofSeconds(29));
        assertThat(a.link.takeSent()).doesNotContain("own");
        assertThat(server.has(key(0))).isTrue();
        time.advance(Duration.ofSeconds(3));
        assertThat(server.has(key(0))).isFalse();
        assertThat(server.patterns()).isZero();
    }

    @Test
    void anOwnerThatSaysThatItIsStillAtItIsNotReplaced() {
        storeSome();
        server.append(ZEROS, "slow-1");
        time.advance(Duration.ofSeconds(25));
        server.own("slow-1", "slow");
        time.advance(Duration.ofSeconds(20));
        assertThat(server.has(key(0))).isTrue();
        // Another look at it is taken every few seconds.
        time.advance(Duration.ofSeconds(18));
        assertThat(server.has(key(0))).isFalse();
    }

    @Test
    void ofTwoThatWouldAdoptOneDoes() {
        Peer b = Peer.joined("b", server, time);
        for (int i = 0; i < 50; i++) {
            a.store(new RemoteKey(Peer.CACHE, "'0" + i + "'", i), i, 0);
        }
        server.append(ZEROS, "gone-1");
        a.link.takeSent();
        time.advance(Duration.ofSeconds(33));
        assertThat(server.patterns()).isZero();
        long scans = a.link.takeSent().stream().filter("discard"::equals).count()
                + b.link.takeSent().stream().filter("discard"::equals).count();
        assertThat(scans).as("pages").isBetween(5L, 6L);
    }

    @Test
    void workThatFailsIsDoneWithTheNextSync() {
        storeSome();
        a.link.fail("scan", 1);
        a.evictPattern("0*");
        time.advance(Duration.ofMillis(500));
        assertThat(server.patterns()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(server.patterns()).isZero();
        assertThat(server.has(key(0))).isFalse();
    }

    @Test
    void soIsWorkThatCannotEvenBegin() {
        storeSome();
        a.link.failToSend("own", 2);
        server.append(ZEROS, "gone-1");
        time.advance(Duration.ofSeconds(34));
        assertThat(a.coherence.isInStep(0)).isTrue();
        assertThat(server.patterns()).isZero();
    }
}

package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Peer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.event.CacheEvent.RemoteLost;
import dev.terrace.cache.event.CacheEvent.RemoteRegained;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.RemoteTierDecorator;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Calls that fail open the circuit of their lane; a sync, and nothing else, closes it. */
class CircuitTests {

    private static final Duration WAIT = CircuitSettings.defaults().waitDurationInOpenState();

    /** The longest wait after a first opening, and the shortest. */
    private static final Duration LONGEST = WAIT.multipliedBy(3).dividedBy(2);

    private static final Duration SHORTEST = WAIT.dividedBy(2);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final Peer peer = Peer.joined("a", server, time);

    /** So many calls of a lane end so. */
    private void calls(int lane, int times, boolean answered) {
        if (!answered) {
            peer.link.fail("headers", times);
        }
        for (int i = 0; i < times; i++) {
            var unused = peer.coherence.remote().headers(List.of(key(lane)));
        }
    }

    private void open(int lane) {
        calls(lane, 10, false);
        assertThat(peer.coherence.isConnected(lane)).isFalse();
    }

    // ---- opening

    @Test
    void whatFailedUntilASyncFoundTheServerAgainCountsNoMore() {
        calls(0, 9, false);
        peer.link.cut();
        peer.sync();
        peer.sync();
        assertThat(peer.coherence.isConnected(0)).as("lost by a sync").isFalse();
        peer.link.mend();
        assertThat(peer.sync()).isTrue();
        calls(0, 9, false);
        assertThat(peer.coherence.isConnected(0)).as("too few to tell, since").isTrue();
        calls(0, 1, false);
        assertThat(peer.coherence.isConnected(0)).isFalse();
    }

    @Test
    void tooManyFailedCallsEndAllCallsOfTheirLaneAtOnce() {
        calls(0, 9, false);
        assertThat(peer.coherence.isConnected(0)).as("too few to tell").isTrue();
        calls(0, 1, false);
        assertThat(peer.coherence.isConnected(0)).isFalse();
        assertThat(peer.coherence.isConnected(1)).as("another lane").isTrue();
        time.run();
        assertThat(peer.heard(RemoteLost.class))
                .singleElement()
                .extracting(RemoteLost::reason)
                .isEqualTo("10 of the last 10 calls failed, the last: No answer to headers");
        assertThat(peer.coherence.lane(0).isDetached()).isTrue();
    }

    @Test
    void halfOfTheCallsAreTooManyAndFewerAreNot() {
        calls(0, 26, true);
        calls(0, 24, false);
        assertThat(peer.coherence.isConnected(0)).isTrue();
        calls(0, 1, false);
        assertThat(peer.coherence.isConnected(0)).isFalse();
    }

    @Test
    void theControlLaneEndsAll() {
        peer.link.fail("tagPositions", 10);
        for (int i = 0; i < 10; i++) {
            var unused = peer.coherence.remote().tagPositions(List.of("tag"));
        }
        assertThat(peer.coherence.isConnected(0)).isFalse();
        assertThat(peer.coherence.isConnected(1)).isFalse();
        assertThat(peer.coherence.isConnected()).isFalse();
    }

    @Test
    void whatHasNoRoomIsNoReasonToReadNoMore() {
        Circuits circuits = circuits(CircuitSettings.defaults());
        CountedTier full = new CountedTier(
                new RemoteTierDecorator(peer.link.tier()) {
                    @Override
                    public CompletionStage<List<Boolean>> fill(List<Fill> fills) {
                        return CompletableFuture.failedFuture(RemoteTierException.outOfMemory("OOM"));
                    }
                },
                circuits,
                time);
        for (int i = 0; i < 50; i++) {
            var unused = full.fill(key(0), "token", new byte[0], null);
        }
        assertThat(circuits.of(key(0).hash()).isOpen()).isFalse();
    }

    @Test
    void oneThatIsSwitchedOffStaysClosed() {
        CircuitSettings off = new CircuitSettings(false, 50, 50, 10, WAIT);
        Circuit circuit = circuits(off).control();
        for (int i = 0; i < 100; i++) {
            circuit.failed(1, new RemoteTierException("No answer"));
        }
        assertThat(circuit.isOpen()).isFalse();
    }

    private Circuits circuits(CircuitSettings settings) {
        RandomGenerator random = new SplittableRandom(1);
        return new Circuits(2, settings, time, random, lane -> {});
    }

    // ---- closing

    @Test
    void aSyncThatBeganBeforeItOpenedDoesNotCloseIt() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> calls(0, 10, false));
        peer.link.before("readLog 0", () -> meanwhile.getAndSet(() -> {}).run());
        assertThat(peer.sync()).isFalse();
        assertThat(peer.coherence.isConnected(0)).isFalse();
        assertThat(peer.coherence.lane(0).isDetached()).isTrue();
        time.advance(SHORTEST.minusMillis(10));
        peer.sync();
        assertThat(peer.coherence.isConnected(0)).isFalse();
        time.advance(LONGEST);
        peer.sync();
        assertThat(peer.coherence.isConnected(0)).isTrue();
        assertThat(peer.heard(RemoteLost.class)).hasSize(1);
        assertThat(peer.heard(RemoteRegained.class)).hasSize(1);
    }

    @Test
    void aSyncClosesItAfterTheWaitAndNothingElseDoes() {
        open(0);
        time.advance(SHORTEST.minusMillis(10));
        assertThat(peer.sync()).as("too early to try").isFalse();
        calls(0, 10, true);
        assertThat(peer.coherence.isConnected(0)).as("what succeeds late").isFalse();
        time.advance(LONGEST);
        peer.sync();
        assertThat(peer.coherence.isConnected(0)).isTrue();
        assertThat(peer.heard(RemoteRegained.class)).hasSize(1);
        calls(0, 9, false);
        assertThat(peer.coherence.isConnected(0))
                .as("what failed before is forgotten")
                .isTrue();
    }

    @Test
    void noCommandGoesToALaneThatIsOpen() {
        open(0);
        time.run();
        peer.link.takeSent();
        time.advance(SHORTEST.minusMillis(10));
        peer.evict(key(0));
        peer.sync();
        assertThat(peer.link.takeSent())
                .isNotEmpty()
                .noneMatch(name -> name.endsWith(" 0") || name.equals("invalidate"));
        time.advance(LONGEST);
        assertThat(peer.link.takeSent())
                .as("then what waits is sent before anything is read")
                .contains("invalidate");
        assertThat(peer.coherence.isBarred(0)).isFalse();
    }

    @Test
    void aServerThatIsAwayIsTriedByEverySyncOnceTheWaitIsOver() {
        open(0);
        peer.link.cut();
        time.advance(LONGEST.plusSeconds(10));
        assertThat(peer.coherence.isConnected(0)).isFalse();
        peer.link.mend();
        assertThat(peer.sync()).isTrue();
        assertThat(peer.coherence.isConnected(0)).isTrue();
    }

    @Test
    void whoOpensAgainSoonWaitsLonger() {
        open(0);
        time.advance(LONGEST.plusSeconds(1));
        open(0);
        time.advance(WAIT.minusMillis(10));
        peer.sync();
        assertThat(peer.coherence.isConnected(0))
                .as("twice as long as the first time")
                .isFalse();
        time.advance(LONGEST.multipliedBy(2));
        peer.sync();
        assertThat(peer.coherence.isConnected(0)).isTrue();
    }

    @Test
    void aServerThatWasAwayIsNoRelapse() {
        for (int outage = 0; outage < 4; outage++) {
            open(0);
            peer.link.cut();
            time.advance(LONGEST.plusSeconds(1));
            peer.link.mend();
            assertThat(peer.sync()).as("outage %d", outage).isTrue();
            assertThat(peer.coherence.isConnected(0)).isTrue();
        }
    }

    @Test
    void instancesDoNotComeBackTogether() {
        long first = waited("a");
        assertThat(List.of(waited("b"), waited("c"), waited("d"))).isNotEqualTo(List.of(first, first, first));
    }

    /** Milliseconds from when it is lost until one is connected again. */
    private long waited(String id) {
        Peer other = Peer.joined(id, server, time);
        other.link.fail("headers", 10);
        for (int i = 0; i < 10; i++) {
            var unused = other.coherence.remote().headers(List.of(key(0)));
        }
        long millis = 0;
        while (!other.coherence.isConnected(0)) {
            time.advance(Duration.ofMillis(10));
            other.sync();
            millis += 10;
        }
        return millis;
    }
}

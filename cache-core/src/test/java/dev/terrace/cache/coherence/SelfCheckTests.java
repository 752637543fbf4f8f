package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Peer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.event.CacheEvent.MismatchFound;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.RemoteKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SelfCheckTests {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final Peer peer = new Peer("a", server, time, INTERVAL, event -> {});

    SelfCheckTests() {
        peer.join();
        peer.store(key(0), 7, 0);
        peer.store(key(1), 8, 0);
    }

    private static final class Near implements NearEntries.Sample {
        private final RemoteKey key;
        private final long stamp;
        private boolean served = true;
        private boolean differs = true;
        private boolean rejected;
        private int compared;

        Near(RemoteKey key, long stamp) {
            this.key = key;
            this.stamp = stamp;
        }

        @Override
        public RemoteKey key() {
            return key;
        }

        @Override
        public long stamp() {
            return stamp;
        }

        @Override
        public boolean isServed() {
            return served;
        }

        @Override
        public CompletionStage<Boolean> differsFromRemote() {
            compared++;
            return CompletableFuture.completedFuture(differs);
        }

        @Override
        public void reject() {
            rejected = true;
        }
    }

    private List<MismatchFound> check(Near... samples) {
        peer.samples = () -> List.of(samples);
        time.advance(INTERVAL);
        return peer.heard(MismatchFound.class);
    }

    @Test
    void theSameStampIsNoMismatchAndNotCompared() {
        Near same = new Near(key(0), 7);
        assertThat(check(same)).isEmpty();
        assertThat(same.compared).isZero();
        assertThat(peer.link.takeSent()).contains("headers");
    }

    @Test
    void anotherStampIsOneIfTheValuesDiffer() {
        Near loadedAgain = new Near(key(0), 6);
        loadedAgain.differs = false;
        assertThat(check(loadedAgain)).isEmpty();
        assertThat(loadedAgain.compared).isEqualTo(1);
        assertThat(check(new Near(key(0), 6), new Near(key(1), 8))).containsExactly(new MismatchFound(Peer.CACHE));
    }

    @Test
    void whatIsNotServedAfterASyncIsNone() {
        Near gone = new Near(key(0), 6);
        gone.served = false;
        assertThat(check(gone, new Near(key(4), 6))).isEmpty();
        assertThat(gone.rejected).isFalse();
    }

    @Test
    void allLanesAreLookedAt() {
        assertThat(check(new Near(key(0), 6), new Near(key(1), 6))).hasSize(2);
    }

    @Test
    void whileTheServerIsAwayNothingIsChecked() {
        peer.link.cut();
        time.advance(Duration.ofSeconds(3));
        assertThat(check(new Near(key(0), 6))).isEmpty();
        assertThat(peer.link.takeSent()).doesNotContain("headers");
        peer.link.mend();
        time.advance(Duration.ofSeconds(1));
        assertThat(check(new Near(key(0), 6))).hasSize(1);
    }

    @Test
    void aCheckThatFailsDoesNotStopTheNextOne() {
        peer.link.fail("headers", 1);
        assertThat(check(new Near(key(0), 6))).isEmpty();
        peer.link.failToSend("headers", 1);
        assertThat(check(new Near(key(0), 6))).isEmpty();
        assertThat(check(new Near(key(0), 6))).hasSize(1);
    }

    @Test
    void noMoreChecksOnceItIsClosed() {
        peer.coherence.close();
        check(new Near(key(0), 6));
        assertThat(time.waiting()).isZero();
    }
}

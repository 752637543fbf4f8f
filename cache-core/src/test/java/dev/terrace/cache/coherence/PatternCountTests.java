package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Peer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.Matches;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The server gives ten keys a page; values lie in two lanes. */
class PatternCountTests {

    private static final KeyPattern FOURS = new KeyPattern(Peer.CACHE, "4*");

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final Peer peer = Peer.joined("a", server, time);

    private void store(int count) {
        for (int i = 0; i < count; i++) {
            peer.store(key(i), i, i);
        }
    }

    private CompletableFuture<Matches> count(KeyPattern pattern) {
        return peer.coherence.count(pattern).toCompletableFuture();
    }

    @Test
    void everyValueOfTheCacheThatMatchesCountsAndStays() {
        store(50);
        peer.store(new RemoteKey("others", "'4'", 60), 1, 0);
        peer.link.tier().read(key(400), null, new Lease("token", Duration.ofHours(1)));
        CompletableFuture<Matches> fours = count(FOURS);
        CompletableFuture<Matches> ones = count(new KeyPattern(Peer.CACHE, "1"));
        CompletableFuture<Matches> none = count(new KeyPattern("nobody's", "4*"));
        time.advance(Duration.ofMillis(100));
        assertThat(fours).isCompletedWithValue(new Matches(11, true));
        assertThat(ones).isCompletedWithValue(new Matches(1, true));
        assertThat(none).isCompletedWithValue(Matches.NONE);
        assertThat(LongStream.range(0, 50).allMatch(i -> server.has(key(i)))).isTrue();
        assertThat(peer.dropped).isEmpty();
    }

    @Test
    void aValueThatWasInvalidatedButLiesThereStillCounts() {
        peer.store(key(4), 1, 0, "t");
        peer.evictTag("t");
        assertThat(peer.validity(0, "t")).isEqualTo(Validity.INVALID);
        assertThat(count(FOURS)).isCompletedWithValue(new Matches(1, true));
    }

    @Test
    void pagesFollowEachOtherWithAPauseAndOneCountTheOther() {
        store(50);
        peer.link.takeSent();
        CompletableFuture<Matches> first = count(FOURS);
        CompletableFuture<Matches> second = count(FOURS);
        assertThat(peer.link.takeSent()).containsExactly("scan");
        time.advance(Duration.ofMillis(2));
        assertThat(peer.link.takeSent()).containsExactly("scan");
        time.advance(Duration.ofMillis(6));
        assertThat(first).isDone();
        assertThat(second).isNotDone();
        time.advance(Duration.ofMillis(8));
        assertThat(second).isCompletedWithValue(new Matches(11, true));
    }

    @Test
    void aKeyThatAScanBringsTwiceCountsOnce() {
        store(50);
        RemoteTier repeating = new RemoteTierDecorator(peer.link.tier()) {
            @Override
            public CompletionStage<KeyPage> scan(Lane lane, Kind kind, @Nullable String cache, String from) {
                return super.scan(lane, kind, cache, from).thenApply(page -> {
                    List<RemoteKey> twice = new ArrayList<>(page.keys());
                    twice.addAll(page.keys());
                    return new KeyPage(twice, page.next());
                });
            }
        };
        CompletableFuture<Matches> counted =
                new PatternCount(repeating, time, () -> true).of(FOURS).toCompletableFuture();
        time.advance(Duration.ofMillis(100));
        assertThat(counted).isCompletedWithValue(new Matches(11, true));
    }

    @Test
    void tooManyAreEstimatedAndMarkedAsSuch() {
        for (int i = 0; i < 2_000; i++) {
            String text = "'4" + i + "'";
            peer.store(new RemoteKey(Peer.CACHE, text, KeyHash.of(Peer.CACHE, text)), 1, 0);
        }
        CompletableFuture<Matches> counted = new PatternCount(peer.link.tier(), time, () -> true, 256)
                .of(FOURS)
                .toCompletableFuture();
        time.advance(Duration.ofSeconds(1));
        assertThat(counted.join().complete()).isFalse();
        assertThat(counted.join().count()).as("standard error 6 %").isBetween(1_600L, 2_400L);
        CompletableFuture<Matches> exact = count(FOURS);
        time.advance(Duration.ofSeconds(1));
        assertThat(exact).isCompletedWithValue(new Matches(2_000, true));
    }

    @Test
    void aFailureEndsItAndTheNextOneCounts() {
        store(50);
        peer.link.fail("scan", 1);
        CompletableFuture<Matches> failed = count(FOURS);
        CompletableFuture<Matches> next = count(FOURS);
        time.advance(Duration.ofMillis(100));
        assertThat(failed).isCompletedExceptionally();
        assertThat(next).isCompletedWithValue(new Matches(11, true));
        peer.link.failToSend("scan", 1);
        assertThat(count(FOURS)).isCompletedExceptionally();
    }

    @Test
    void withTheRemoteTierAwayNothingIsCounted() {
        store(50);
        CompletableFuture<Matches> halfway = count(FOURS);
        peer.link.cut();
        peer.sync();
        time.advance(Duration.ofMillis(100));
        assertThat(halfway).isCompletedExceptionally();
        peer.link.takeSent();
        assertThat(count(FOURS)).isCompletedExceptionally();
        assertThat(peer.link.takeSent()).doesNotContain("scan");
    }

    @Test
    void whereThereIsNoRemoteTierThereIsNothing() {
        assertThat(new LocalCoherence(time).count(FOURS).toCompletableFuture()).isCompletedWithValue(Matches.NONE);
    }
}

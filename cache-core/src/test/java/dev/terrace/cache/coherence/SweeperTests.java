package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Peer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The server gives ten keys a page; 50 values lie in two lanes. */
class SweeperTests {

    private static final Supplier<CompletionStage<Boolean>> ALWAYS = () -> CompletableFuture.completedFuture(true);
    private static final BiPredicate<RemoteKey, Envelope.Header> ANY = (key, header) -> true;

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final Peer peer = Peer.joined("a", server, time);
    private final Sweeper sweeper = new Sweeper(peer.link.tier(), time);

    private void store(int count) {
        for (int i = 0; i < count; i++) {
            peer.store(key(i), i, i);
        }
    }

    private long left(int count) {
        return LongStream.range(0, count).filter(i -> server.has(key(i))).count();
    }

    private CompletableFuture<Boolean> removeAll(Supplier<CompletionStage<Boolean>> proceed) {
        return sweeper.removeValues(Peer.CACHE, key -> true, ANY, proceed).toCompletableFuture();
    }

    @Test
    void allPagesOfAllLanesAreSweptWithAPauseBetweenThem() {
        store(50);
        CompletableFuture<Boolean> swept = removeAll(ALWAYS);
        assertThat(left(50)).as("one page").isEqualTo(40);
        time.advance(Duration.ofMillis(20));
        assertThat(left(50)).isEqualTo(30);
        assertThat(swept).isNotDone();
        time.advance(Duration.ofSeconds(1));
        assertThat(swept).isCompletedWithValue(true);
        assertThat(left(50)).isZero();
    }

    @Test
    void itEndsEarlyWhenItMayNotProceed() {
        store(50);
        int[] asked = {0};
        CompletableFuture<Boolean> swept = removeAll(() -> CompletableFuture.completedFuture(++asked[0] <= 2));
        time.advance(Duration.ofSeconds(1));
        assertThat(swept).isCompletedWithValue(false);
        assertThat(left(50)).isEqualTo(30);
        assertThat(time.waiting()).as("but the syncs").isEqualTo(1);
    }

    @Test
    void onlyWhatKeyAndHeaderSayGoes() {
        store(6);
        peer.store(new RemoteKey("others", "'9'", 8), 9, 0);
        sweeper.removeValues(Peer.CACHE, key -> key.hash() != 0, (key, header) -> header.ctl() < 3, ALWAYS);
        time.advance(Duration.ofSeconds(1));
        assertThat(LongStream.range(0, 6).filter(i -> server.has(key(i)))).containsExactly(0L, 3L, 4L, 5L);
        assertThat(server.has(new RemoteKey("others", "'9'", 8))).isTrue();
        sweeper.removeValues(null, key -> key.hash() == 8, ANY, ALWAYS);
        time.advance(Duration.ofSeconds(1));
        assertThat(server.has(new RemoteKey("others", "'9'", 8)))
                .as("of all caches")
                .isFalse();
    }

    @Test
    void aValueOfAnotherVersionIsNotOursToJudge() {
        byte[] other = new byte[100];
        peer.link.tier().putIfAbsent(key(0), null, other, null);
        store(3);
        assertThat(removeAll(ALWAYS)).isCompletedWithValue(true);
        assertThat(LongStream.range(0, 3).filter(i -> server.has(key(i)))).containsExactly(0L);
    }

    @Test
    void leasesEndAndValuesStay() {
        store(1);
        Lease lease = new Lease("token", Duration.ofMinutes(1));
        peer.link.tier().read(key(2), null, lease);
        assertThat(sweeper.endLeases(Peer.CACHE, key -> true, ALWAYS).toCompletableFuture())
                .isCompletedWithValue(true);
        assertThat(server.has(key(0))).isTrue();
        assertThat(peer.link
                        .tier()
                        .read(key(2), null, new Lease("other", Duration.ofMinutes(1)))
                        .toCompletableFuture())
                .isCompletedWithValue(new RemoteRead.Leased());
    }

    @Test
    void aFailureEndsIt() {
        store(50);
        for (String step : List.of("scan", "headers", "discard")) {
            peer.link.fail(step, 1);
            assertThat(removeAll(ALWAYS)).as(step).isCompletedExceptionally();
        }
        assertThat(left(50)).isEqualTo(50);
    }

    @Test
    void aValueThatWasReplacedSinceItWasLookedAtStays() {
        store(1);
        BiPredicate<RemoteKey, Envelope.Header> replaced = (key, header) -> {
            peer.evict(key);
            peer.store(key, 99, 99);
            return true;
        };
        sweeper.removeValues(Peer.CACHE, key -> true, replaced, ALWAYS);
        assertThat(server.has(key(0))).isTrue();
    }
}

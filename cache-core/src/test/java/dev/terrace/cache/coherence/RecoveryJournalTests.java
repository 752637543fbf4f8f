package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Peer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.MemoryJournal;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Invalidation.OfCache;
import dev.terrace.cache.tier.Invalidation.OfPattern;
import dev.terrace.cache.tier.Invalidation.OfTags;
import dev.terrace.cache.tier.InvalidationJournal.Waiting;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What waits for the remote tier, and the process that ends meanwhile. */
class RecoveryJournalTests {

    private static final Lane LANE = new Lane(0);
    private static final OfTags TAG = new OfTags(List.of("t"));
    private static final OfCache CLEAR = new OfCache(Peer.CACHE);
    private static final OfPattern PATTERN = new OfPattern(new KeyPattern("others", "1*"));

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final MemoryJournal journal = new MemoryJournal();

    private Peer joined(String id) {
        Peer peer = new Peer(id, server, time, journal);
        peer.join();
        return peer;
    }

    private static void lose(Peer peer) {
        peer.link.cut();
        peer.sync();
        peer.sync();
        assertThat(peer.coherence.isConnected()).isFalse();
    }

    /** It does nothing more, as a process that was killed. */
    private static void kill(Peer peer) {
        peer.link.cut();
        peer.coherence.close();
    }

    private Waiting waiting(long hash) {
        return new Waiting.OfKey(key(hash));
    }

    // ---- an instance and the next one

    @Test
    void theNextProcessSendsWhatWaitedBeforeItReadsAnything() {
        Peer other = Peer.joined("b", server, time);
        Peer first = joined("a");
        lose(first);
        first.evict(key(4));
        first.evict(key(4));
        first.evictTag("t");
        first.coherence.invalidate(PATTERN);
        assertThat(journal.waiting()).containsExactly(waiting(4), new Waiting.OfMany(TAG), new Waiting.OfMany(PATTERN));
        kill(first);
        journal.reopen();
        assertThat(other.dropped).isEmpty();
        long loaded = other.coherence.control().position();
        assertThat(other.validity(loaded, "t")).isEqualTo(Validity.VALID);

        Peer next = new Peer("c", server, time, journal);
        assertThat(next.coherence.isBarred(4)).as("before it has begun").isTrue();
        assertThat(next.validity(Long.MAX_VALUE, "t")).isNotEqualTo(Validity.VALID);
        next.coherence.start();
        time.run();
        List<String> sent = next.link.takeSent();
        assertThat(sent.indexOf("control")).isBetween(0, sent.indexOf("readLog c") - 1);
        assertThat(sent.indexOf("invalidate")).isBetween(0, sent.indexOf("readLog 0") - 1);
        assertThat(other.dropped).containsExactly(4L);
        assertThat(other.validity(loaded, "t")).isEqualTo(Validity.INVALID);
        assertThat(other.droppedPatterns).containsExactly(PATTERN.pattern());
        assertThat(next.coherence.isBarred(4)).isFalse();
        assertThat(journal.waiting()).as("acknowledged").isEmpty();
    }

    @Test
    void withoutItTheyAreLostWithTheProcess() {
        Peer other = Peer.joined("b", server, time);
        Peer first = Peer.joined("a", server, time);
        lose(first);
        first.evict(key(4));
        first.evictTag("t");
        kill(first);
        long loaded = other.coherence.control().position();
        Peer.joined("c", server, time);
        time.advance(Duration.ofSeconds(3));
        assertThat(other.dropped).isEmpty();
        assertThat(other.validity(loaded, "t")).isEqualTo(Validity.VALID);
    }

    @Test
    void whatTheNextProcessCannotSendEitherIsThereForTheOneAfter() {
        Peer first = joined("a");
        lose(first);
        first.evict(key(4));
        kill(first);
        journal.reopen();
        Peer second = new Peer("c", server, time, journal);
        second.link.cut();
        second.join();
        time.advance(Duration.ofSeconds(3));
        second.evict(key(5));
        kill(second);
        journal.reopen();
        Peer other = Peer.joined("b", server, time);
        joined("d");
        assertThat(other.dropped).containsExactlyInAnyOrder(4L, 5L);
    }

    @Test
    void anInstanceThatComesBackByItselfEmptiesItToo() {
        Peer peer = joined("a");
        lose(peer);
        peer.evict(key(4));
        peer.evictTag("t");
        assertThat(journal.waiting()).hasSize(2);
        peer.link.mend();
        time.advance(Duration.ofSeconds(1));
        assertThat(peer.coherence.isConnected()).isTrue();
        assertThat(journal.waiting()).isEmpty();
    }

    @Test
    void whileTheRemoteTierAnswersNothingIsWritten() {
        Peer peer = joined("a");
        peer.evict(key(4));
        peer.evictTag("t");
        peer.evictPattern("1*");
        time.advance(Duration.ofSeconds(3));
        assertThat(journal.changes()).isZero();
    }

    @Test
    void oneThatFailsOnTheWayIsWrittenBeforeItsCallerHearsOfIt() {
        Peer peer = joined("a");
        peer.link.fail("invalidate", 1);
        List<Waiting> seen = peer.coherence
                .invalidate(key(4), null, null)
                .handle((removed, failure) -> journal.waiting())
                .toCompletableFuture()
                .join();
        assertThat(seen).containsExactly(waiting(4));
        time.advance(Duration.ofSeconds(1));
        assertThat(journal.waiting()).isEmpty();
    }

    @Test
    void itIsClosedWithTheInstance() {
        Peer peer = joined("a");
        peer.coherence.close();
        assertThat(journal.isClosed()).isTrue();
    }

    // ---- what waits, step by step

    private final ControlView control = new ControlView(100);
    private final Unacknowledged unacknowledged = unacknowledged();

    private Unacknowledged unacknowledged() {
        return new Unacknowledged(control, 1, () -> List.of(Peer.CACHE, "others"), journal);
    }

    private void fail(RemoteKey... keys) {
        Stream.of(keys).forEach(key -> {
            unacknowledged.begin(key);
            unacknowledged.failed(key, 1);
        });
    }

    private void fail(Invalidation invalidation) {
        unacknowledged.begin(invalidation);
        unacknowledged.failed(invalidation, 1);
    }

    private List<Waiting> all(Invalidation... invalidations) {
        return Stream.of(invalidations).<Waiting>map(Waiting.OfMany::new).toList();
    }

    @Test
    void anAcknowledgementOfAnotherCallDoesNotForgetWhatWaits() {
        fail(key(1));
        unacknowledged.begin(key(1));
        unacknowledged.acknowledged(key(1), 1);
        assertThat(journal.waiting()).as("that call may have begun before").containsExactly(waiting(1));
        unacknowledged.takeKeys(LANE).forEach(unacknowledged::sentLate);
        assertThat(journal.waiting()).isEmpty();
        assertThat(unacknowledged.isBarred(1)).isFalse();
    }

    @Test
    void whatFailsWhileItIsSentStays() {
        fail(key(1));
        fail(TAG);
        var keys = unacknowledged.takeKeys(LANE);
        var tags = unacknowledged.takeInvalidations();
        fail(key(1));
        fail(TAG);
        keys.forEach(unacknowledged::sentLate);
        tags.forEach(unacknowledged::sentLate);
        assertThat(journal.waiting()).containsExactly(waiting(1), new Waiting.OfMany(TAG));
        unacknowledged.takeKeys(LANE).forEach(unacknowledged::sentLate);
        unacknowledged.takeInvalidations().forEach(unacknowledged::sentLate);
        assertThat(journal.waiting()).isEmpty();
    }

    @Test
    void tooManyKeysAreAClearThereToo() {
        fail(new RemoteKey("others", "'1'", 1));
        LongStream.rangeClosed(0, 10_000).forEach(i -> fail(key(i)));
        assertThat(journal.waiting())
                .containsExactlyInAnyOrder(
                        new Waiting.OfKey(new RemoteKey("others", "'1'", 1)), new Waiting.OfMany(CLEAR));
        fail(key(7));
        assertThat(journal.waiting()).as("the clear covers it").hasSize(2);
    }

    @Test
    void aKeyThatFailsAgainWhileAClearWaitsIsCoveredByIt() {
        fail(key(1));
        var keys = unacknowledged.takeKeys(LANE);
        fail(CLEAR);
        keys.forEach(unacknowledged::failed);
        assertThat(journal.waiting()).containsExactlyElementsOf(all(CLEAR));
    }

    @Test
    void tooManyTagsAreClearsThereToo() {
        LongStream.rangeClosed(0, 10_000).forEach(i -> fail(new OfTags(List.of("tag" + i))));
        assertThat(journal.waiting()).containsExactlyInAnyOrderElementsOf(all(CLEAR, new OfCache("others")));
    }

    @Test
    void whatIsReplacedLeavesTheOther() {
        fail(PATTERN);
        unacknowledged.replace(PATTERN, CLEAR);
        assertThat(journal.waiting()).containsExactlyElementsOf(all(CLEAR));
    }

    @Test
    void whatTheRemoteTierHasLostWaitsThereToo() {
        unacknowledged.lost(new OwnOperations.Lost(List.of(key(1)), List.of(TAG)));
        assertThat(journal.waiting()).containsExactly(waiting(1), new Waiting.OfMany(TAG));
    }

    @Test
    void whatIsReadAtTheStartIsNotDroppedForItsNumber() {
        for (int i = 0; i <= 10_000; i++) {
            journal.append(new Waiting.OfMany(new OfTags(List.of("tag" + i))));
        }
        assertThat(unacknowledged().takeInvalidations())
                .as("the caches that would be cleared instead are not known yet")
                .hasSize(10_001);
    }
}

package dev.terrace.cache.tier;

import static dev.terrace.cache.tier.Steps.TAGS;
import static dev.terrace.cache.tier.Steps.get;
import static dev.terrace.cache.tier.Steps.key;
import static dev.terrace.cache.tier.Steps.lease;
import static dev.terrace.cache.tier.Steps.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.LogEntry.Cursor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every remote tier must do: the steps of the protocol, one by one. */
public abstract class RemoteTierContract
        implements BulkContract,
                LeaseContract,
                ThrottleContract,
                FreshenContract,
                TouchContract,
                ReclaimContract,
                MembersContract,
                ControlContract,
                PatternContract {

    private final AtomicInteger operations = new AtomicInteger();
    private RemoteTier tier;

    /** A tier on a namespace that only this test uses, with the same store for every call within a test. */
    protected abstract RemoteTier open(ContractLimits limits);

    protected final RemoteTier open() {
        return open(ContractLimits.DEFAULT);
    }

    /** Watches the server's clock; a store whose clock stands still overrides it. */
    @Override
    public void elapse(Duration duration) {
        long end = serverMillis() + duration.toMillis();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> serverMillis() > end);
    }

    private long serverMillis() {
        return get(tier.readLog(Lane.CONTROL, Position.START)).serverMillis();
    }

    @BeforeEach
    void join() {
        tier = another(ContractLimits.DEFAULT);
    }

    @Override
    public final RemoteTier another(ContractLimits limits) {
        RemoteTier joined = open(limits);
        get(joined.join(operation(), TAGS));
        return joined;
    }

    @Override
    public final RemoteTier tier() {
        return tier;
    }

    @AfterEach
    void close() {
        tier.close();
    }

    @Override
    public final String operation() {
        return "test-" + operations.incrementAndGet();
    }

    private static final RemoteKey KEY = key("'key'");

    private RemoteRead read(byte @Nullable [] known, @Nullable Lease lease) {
        return get(tier.read(KEY, known, lease));
    }

    private void assertHolds(byte @Nullable [] value) {
        if (value == null) {
            assertThat(read(null, null)).isEqualTo(new RemoteRead.Absent());
        } else {
            assertThat(read(null, null))
                    .isInstanceOfSatisfying(
                            RemoteRead.Hit.class,
                            hit -> assertThat(hit.stored()).isEqualTo(value));
        }
    }

    private void store(byte[] value) {
        assertThat(get(tier.putIfAbsent(KEY, null, value, null))).isEqualTo(new RemoteRead.Absent());
    }

    // ---- read and lease

    @Test
    void aReadWithoutALeaseTakesNone() {
        assertThat(read(null, null)).isEqualTo(new RemoteRead.Absent());
        assertThat(read(null, lease("a"))).isEqualTo(new RemoteRead.Leased());
    }

    @Test
    void oneReaderGetsTheLeaseAndMayAskAgain() {
        assertThat(read(null, lease("a"))).isEqualTo(new RemoteRead.Leased());
        assertThat(read(null, lease("b"))).isEqualTo(new RemoteRead.Held());
        assertThat(read(null, lease("a"))).isEqualTo(new RemoteRead.Leased());
    }

    @Test
    void aLeaseEndsByItself() {
        assertThat(read(null, new Lease("a", Duration.ofMillis(50)))).isEqualTo(new RemoteRead.Leased());
        await().until(() -> read(null, lease("b")).equals(new RemoteRead.Leased()));
    }

    @Test
    void aKnownStampCountsAsAbsentAndAnyOtherAsAHit() {
        store(value(7));
        assertThat(read(Envelope.stampOf(value(7)), lease("a"))).isEqualTo(new RemoteRead.Leased());
        assertThat(read(Envelope.stampOf(value(8)), lease("b"))).isInstanceOf(RemoteRead.Hit.class);
    }

    @Test
    void anEmptyOrShortValueIsKnownByWhatIsThereOfItsStamp() {
        for (byte[] stored : List.of(new byte[0], new byte[] {1}, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})) {
            RemoteKey other = key("'short" + stored.length + "'");
            get(tier.putIfAbsent(other, null, stored, null));
            assertThat(get(tier.read(other, Envelope.stampOf(stored), lease("a"))))
                    .isEqualTo(new RemoteRead.Leased());
            assertThat(get(tier.fill(other, "a", value(1), null))).isTrue();
        }
    }

    // ---- fill

    @Test
    void aFillUnderTheLeaseStoresAndGivesItBack() {
        read(null, lease("a"));
        assertThat(get(tier.fill(KEY, "a", value(1), null))).isTrue();
        assertHolds(value(1));
        assertThat(read(Envelope.stampOf(value(1)), lease("b"))).isEqualTo(new RemoteRead.Leased());
    }

    @Test
    void aFillWithoutTheLeaseStoresNothing() {
        assertThat(get(tier.fill(KEY, "nobody", value(1), null))).isFalse();
        read(null, lease("a"));
        assertThat(get(tier.fill(KEY, "b", value(1), null))).isFalse();
        assertHolds(null);
    }

    @Test
    void aFillThatIsRepeatedSaysYesAgainUnlessTheValueChanged() {
        read(null, lease("a"));
        get(tier.fill(KEY, "a", value(1), null));
        assertThat(get(tier.fill(KEY, "a", value(1), null))).isTrue();
        assertThat(get(tier.fill(KEY, "a", value(2), null))).isFalse();
        assertHolds(value(1));
    }

    @Test
    void aValueEndsWithItsLife() {
        read(null, lease("a"));
        get(tier.fill(KEY, "a", value(1), Duration.ofMillis(50)));
        await().untilAsserted(() -> assertHolds(null));
    }

    @Test
    void onlyItsHolderReleasesALease() {
        read(null, lease("a"));
        get(tier.release(KEY, "b"));
        assertThat(read(null, lease("b"))).isEqualTo(new RemoteRead.Held());
        get(tier.release(KEY, "a"));
        assertThat(read(null, lease("b"))).isEqualTo(new RemoteRead.Leased());
    }

    // ---- invalidate

    @Test
    void anInvalidationTakesValueAndLease() {
        store(value(1));
        read(Envelope.stampOf(value(1)), lease("a"));
        assertThat(get(tier.invalidate(List.of(new RemoteTier.KeyInvalidation(KEY, null)), operation()))
                        .removed())
                .containsExactly(true);
        assertHolds(null);
        assertThat(get(tier.fill(KEY, "a", value(1), null)))
                .as("a load from before it")
                .isFalse();
        assertThat(get(tier.invalidate(List.of(new RemoteTier.KeyInvalidation(KEY, null)), operation()))
                        .removed())
                .containsExactly(false);
    }

    @Test
    void anInvalidationMayGiveTheNextLease() {
        read(null, lease("a"));
        get(tier.invalidate(List.of(new RemoteTier.KeyInvalidation(KEY, lease("b"))), operation()));
        assertThat(get(tier.fill(KEY, "a", value(1), null))).isFalse();
        assertThat(get(tier.fill(KEY, "b", value(2), null))).isTrue();
        assertHolds(value(2));
    }

    @Test
    void anInvalidationIsLoggedUnderItsOperation() {
        Lane lane = Lane.of(KEY.hash(), tier.lanes());
        Cursor tail = get(tier.tail(lane, operation()));
        String operation = operation();
        Appended appended = get(tier.invalidate(List.of(new RemoteTier.KeyInvalidation(KEY, null)), operation));
        LogSlice slice = get(tier.readLog(lane, tail.position()));
        assertThat(slice.complete()).isTrue();
        assertThat(slice.entries())
                .extracting(LogEntry::cursor)
                .containsExactly(tail, new Cursor(appended.position(), operation));
        assertThat(Invalidation.parse(slice.entries().get(1).records()))
                .isEqualTo(new Invalidation.OfKeys(List.of(KEY.hash())));
    }

    // ---- put if absent

    @Test
    void putIfAbsentStoresOnceAndEndsEveryLease() {
        read(null, lease("a"));
        store(value(1));
        assertThat(get(tier.fill(KEY, "a", value(2), null))).isFalse();
        assertThat(get(tier.putIfAbsent(KEY, null, value(3), null)))
                .isInstanceOfSatisfying(
                        RemoteRead.Hit.class, hit -> assertThat(hit.stored()).isEqualTo(value(1)));
        assertHolds(value(1));
    }

    @Test
    void putIfAbsentReplacesTheStampItIsTold() {
        store(value(1));
        assertThat(get(tier.putIfAbsent(KEY, Envelope.stampOf(value(1)), value(2), null)))
                .isEqualTo(new RemoteRead.Absent());
        assertHolds(value(2));
        assertThat(get(tier.putIfAbsent(KEY, Envelope.stampOf(value(1)), value(3), null)))
                .isInstanceOf(RemoteRead.Hit.class);
    }

    // ---- logs

    @Test
    void anEmptyLogGetsOneFirstEntry() {
        Lane lane = new Lane(tier.lanes() - 1);
        Cursor first = get(tier.tail(lane, operation()));
        assertThat(get(tier.tail(lane, operation()))).isEqualTo(first);
        LogSlice slice = get(tier.readLog(lane, Position.START));
        assertThat(slice.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.cursor()).isEqualTo(first);
            assertThat(Invalidation.parse(entry.records())).isEqualTo(new Invalidation.None());
        });
    }

    @Test
    void positionsGrowAndALongLogComesInSlices() {
        Lane lane = Lane.of(KEY.hash(), tier.lanes());
        get(tier.tail(lane, operation()));
        List<Long> positions = IntStream.range(0, 1_500)
                .mapToObj(i -> tier.invalidate(List.of(new RemoteTier.KeyInvalidation(KEY, null)), operation()))
                .toList()
                .stream()
                .map(stage -> get(stage).position())
                .toList();
        assertThat(positions).doesNotHaveDuplicates();
        LogSlice slice = get(tier.readLog(lane, Position.START));
        assertThat(slice.complete()).isFalse();
        LogEntry last = slice.entries().get(slice.entries().size() - 1);
        LogSlice rest = get(tier.readLog(lane, last.position()));
        assertThat(rest.complete()).isTrue();
        assertThat(rest.entries().get(0)).usingRecursiveComparison().isEqualTo(last);
        assertThat(slice.entries().size() + rest.entries().size() - 1).isEqualTo(1_501);
        assertThat(slice.entries()).isSortedAccordingTo((a, b) -> Long.compare(a.position(), b.position()));
    }

    @Test
    void theServerTellsItsTime() {
        long millis = get(tier.readLog(new Lane(0), Position.START)).serverMillis();
        assertThat(millis)
                .isCloseTo(java.time.Clock.systemUTC().millis(), org.assertj.core.data.Offset.offset(60_000L));
    }

    // ---- control

    @Test
    void tagsAndClearsAreLoggedAndRemembered() {
        ControlSnapshot before = get(tier.join(operation(), TAGS));
        String operation = operation();
        LogSlice slice = get(tier.invalidate(
                new Invalidation.OfTags(List.of("a tag", "täg:2")),
                operation,
                before.tail().position()));
        assertThat(slice.entries())
                .extracting(LogEntry::operation)
                .containsExactly(before.tail().operation(), operation);
        assertThat(slice.epoch()).isEqualTo(before.epoch());
        long position = slice.entries().get(1).position();
        get(tier.invalidate(new Invalidation.OfCache("a:b c"), operation(), position));
        ControlSnapshot after = get(tier.join(operation(), TAGS));
        assertThat(after.epoch()).isEqualTo(before.epoch());
        assertThat(after.cleared()).isEqualTo(before.cleared());
        assertThat(after.tags().completeSince()).isZero();
        assertThat(after.tags().positions()).containsOnlyKeys("a tag", "täg:2").containsEntry("a tag", position);
        assertThat(after.clears()).containsOnlyKeys("a:b c");
        assertThat(after.clears().get("a:b c"))
                .isEqualTo(after.tail().position())
                .isGreaterThan(position);
    }

    @Test
    void moreTagsThanAskedForAreLeftOut() {
        for (int i = 0; i < 3; i++) {
            get(tier.invalidate(new Invalidation.OfTags(List.of("tag" + i)), operation(), Position.END));
        }
        ControlSnapshot snapshot = get(tier.join(operation(), 2));
        assertThat(snapshot.tags().completeSince()).isEqualTo(snapshot.tail().position());
        assertThat(snapshot.tags().positions()).isEmpty();
        assertThat(get(tier.join(operation(), 3)).tags().completeSince()).isZero();
    }

    @Test
    void aSecondMemberFindsTheNamespaceAsItIs() {
        ControlSnapshot first = get(tier.join(operation(), TAGS));
        try (RemoteTier other = open()) {
            assertThat(get(other.join(operation(), TAGS)))
                    .usingRecursiveComparison()
                    .ignoringFields("serverMillis")
                    .isEqualTo(first);
        }
    }

    // ---- the bus

    @Test
    void whatIsLoggedIsAlsoPublishedWithThePositionBefore() {
        Heard heard = new Heard();
        get(tier.subscribe(heard));
        await().until(() -> heard.subscriptions.get() > 0);
        Lane lane = Lane.of(KEY.hash(), tier.lanes());
        Cursor tail = get(tier.tail(lane, operation()));
        String operation = operation();
        Appended appended = get(tier.invalidate(List.of(new RemoteTier.KeyInvalidation(KEY, null)), operation));
        LogMessage message = await().until(() -> heard.of(operation), Objects::nonNull);
        assertThat(message.lane()).isEqualTo(lane);
        assertThat(message.previous()).isEqualTo(tail);
        assertThat(message.entry().cursor()).isEqualTo(new Cursor(appended.position(), operation));
        assertThat(Invalidation.parse(message.entry().records()))
                .isEqualTo(new Invalidation.OfKeys(List.of(KEY.hash())));
    }

    @Test
    void aLargeRecordIsPublishedAsADoorbell() {
        Heard heard = new Heard();
        get(tier.subscribe(heard));
        await().until(() -> heard.subscriptions.get() > 0);
        List<String> tags =
                IntStream.range(0, 100).mapToObj(i -> "a rather long tag " + i).toList();
        String operation = operation();
        get(tier.invalidate(new Invalidation.OfTags(tags), operation, Position.END));
        LogMessage message = await().until(() -> heard.of(operation), Objects::nonNull);
        assertThat(message.entry().records()).isEmpty();
    }

    private static final class Heard implements RemoteTier.BusListener {

        final List<LogMessage> messages = new CopyOnWriteArrayList<>();
        final AtomicInteger subscriptions = new AtomicInteger();

        @Nullable
        LogMessage of(String operation) {
            return messages.stream()
                    .filter(message -> message.entry().operation().equals(operation))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public void onMessage(LogMessage message) {
            messages.add(message);
        }

        @Override
        public void onMalformed() {
            throw new AssertionError("A message that does not parse");
        }

        @Override
        public void onSubscribed() {
            subscriptions.incrementAndGet();
        }
    }
}

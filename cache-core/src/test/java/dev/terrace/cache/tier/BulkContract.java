package dev.terrace.cache.tier;

import static dev.terrace.cache.tier.Steps.assertAnswers;
import static dev.terrace.cache.tier.Steps.get;
import static dev.terrace.cache.tier.Steps.key;
import static dev.terrace.cache.tier.Steps.keysOfOneLane;
import static dev.terrace.cache.tier.Steps.laneOf;
import static dev.terrace.cache.tier.Steps.lease;
import static dev.terrace.cache.tier.Steps.store;
import static dev.terrace.cache.tier.Steps.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.RemoteTier.Discard;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTier.Read;
import dev.terrace.cache.tier.RemoteTier.Renewal;
import dev.terrace.cache.tier.RemoteTier.Touch;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Steps over several keys of a lane. */
interface BulkContract extends ContractTier {

    @Test
    default void readsAnswerInTheOrderOfTheirKeysEachForItself() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", 6);
        store(tier(), keys.get(1), value(1));
        get(tier().read(keys.get(2), null, lease("other")));
        store(tier(), keys.get(4), value(4));
        List<RemoteRead> answers = get(tier().read(List.of(
                new Read(keys.get(0), null, lease("a")),
                new Read(keys.get(1), null, lease("a")),
                new Read(keys.get(2), null, lease("a")),
                new Read(keys.get(3), null, null),
                new Read(keys.get(4), Envelope.stampOf(value(4)), lease("a")),
                new Read(keys.get(1), Envelope.stampOf(value(7)), null))));
        assertAnswers(
                answers,
                new RemoteRead.Leased(),
                new RemoteRead.Hit(value(1)),
                new RemoteRead.Held(),
                new RemoteRead.Absent(),
                new RemoteRead.Leased(),
                new RemoteRead.Hit(value(1)));
    }

    @Test
    default void fillsAnswerInTheOrderOfTheirKeysEachForItself() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", 4);
        get(tier().read(keys.get(0), null, lease("a")));
        get(tier().read(keys.get(2), null, lease("c")));
        get(tier().read(keys.get(3), null, lease("other")));
        List<Fill> fills = List.of(
                new Fill(keys.get(0), "a", value(10), null),
                new Fill(keys.get(1), "b", value(11), null),
                new Fill(keys.get(2), "c", value(12), null),
                new Fill(keys.get(3), "d", value(13), null));
        assertThat(get(tier().fill(fills))).containsExactly(true, false, true, false);
        assertThat(get(tier().fill(fills))).as("asked again").containsExactly(true, false, true, false);
        assertAnswers(
                get(tier().read(keys.stream().map(k -> new Read(k, null, null)).toList())),
                new RemoteRead.Hit(value(10)),
                new RemoteRead.Absent(),
                new RemoteRead.Hit(value(12)),
                new RemoteRead.Absent());
    }

    @Test
    default void severalKeysAreInvalidatedByOneEntryOfTheLog() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", 3);
        Lane lane = laneOf(tier(), keys.get(0));
        Cursor tail = get(tier().tail(lane, operation()));
        store(tier(), keys.get(1), value(1));
        get(tier().read(keys.get(2), null, lease("old")));
        String operation = operation();
        Appended appended = get(tier().invalidate(
                        List.of(
                                new KeyInvalidation(keys.get(0), null),
                                new KeyInvalidation(keys.get(1), lease("next")),
                                new KeyInvalidation(keys.get(2), null)),
                        operation));
        assertThat(appended.removed()).containsExactly(false, true, false);
        LogSlice slice = get(tier().readLog(lane, tail.position()));
        assertThat(slice.entries())
                .extracting(LogEntry::cursor)
                .containsExactly(tail, new Cursor(appended.position(), operation));
        assertThat(Invalidation.parse(slice.entries().get(1).records()))
                .isEqualTo(new Invalidation.OfKeys(
                        keys.stream().map(RemoteKey::hash).toList()));
        assertThat(get(tier().fill(keys.get(2), "old", value(2), null))).isFalse();
        assertThat(get(tier().fill(keys.get(1), "next", value(3), null))).isTrue();
    }

    @Test
    default void aHundredKeysGoInOneStep() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", RemoteTier.MAXIMUM_BULK);
        assertThat(get(tier().read(keys.stream()
                        .map(k -> new Read(k, null, lease("a")))
                        .toList())))
                .hasSize(100)
                .containsOnly(new RemoteRead.Leased());
        assertThat(get(tier().renew(keys.stream()
                        .map(k -> new Renewal(k, lease("a")))
                        .toList())))
                .hasSize(100)
                .containsOnly(true);
        List<Fill> fills = IntStream.range(0, 100)
                .mapToObj(i -> new Fill(keys.get(i), "a", value(i), null))
                .toList();
        assertThat(get(tier().fill(fills))).hasSize(100).containsOnly(true);
        assertThat(get(tier().headers(keys)))
                .extracting(bytes -> Envelope.parseHeader(bytes).stamp())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).asLongStream().boxed().toList());
        assertThat(get(tier().touch(keys.stream()
                        .map(k -> new Touch(k, Envelope.stampOf(keys.indexOf(k)), Duration.ofHours(1)))
                        .toList())))
                .hasSize(100)
                .containsOnly(true);
        List<Discard> firstHalf = IntStream.range(0, 50)
                .mapToObj(i -> new Discard(keys.get(i), Envelope.stampOf(value(i))))
                .toList();
        assertThat(get(tier().discard(firstHalf))).isEqualTo(50);
        get(tier().endLeases(keys));
        List<KeyInvalidation> all =
                keys.stream().map(k -> new KeyInvalidation(k, null)).toList();
        assertThat(get(tier().invalidate(all, operation())).removed())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> i >= 50).toList());
    }

    @Test
    default void keysOfSeveralLanesAndMoreThanAHundredAndNoneAreRefusedAtOnce() {
        assertRefused(List.of());
        assertRefused(keysOfOneLane(tier(), "products", RemoteTier.MAXIMUM_BULK + 1));
        if (tier().lanes() > 1) {
            RemoteKey one = key("'0'");
            assertRefused(List.of(one, aKeyOfAnotherLane(one)));
        }
    }

    private RemoteKey aKeyOfAnotherLane(RemoteKey one) {
        return IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> key("'" + i + "'"))
                .filter(other -> !laneOf(tier(), other).equals(laneOf(tier(), one)))
                .findFirst()
                .orElseThrow();
    }

    private void assertRefused(List<RemoteKey> keys) {
        Stream<Runnable> steps = Stream.of(
                () -> tier().read(
                                keys.stream().map(k -> new Read(k, null, null)).toList()),
                () -> tier().headers(keys),
                () -> tier().fill(keys.stream()
                        .map(k -> new Fill(k, "a", value(1), null))
                        .toList()),
                () -> tier().renew(keys.stream()
                        .map(k -> new Renewal(k, lease("a")))
                        .toList()),
                () -> tier().touch(keys.stream()
                        .map(k -> new Touch(k, new byte[8], Duration.ofHours(1)))
                        .toList()),
                () -> tier().invalidate(
                                keys.stream()
                                        .map(k -> new KeyInvalidation(k, null))
                                        .toList(),
                                operation()),
                () -> tier().discard(keys.stream()
                        .map(k -> new Discard(k, new byte[8]))
                        .toList()),
                () -> tier().endLeases(keys));
        steps.forEach(step -> assertThatIllegalArgumentException().isThrownBy(step::run));
    }
}

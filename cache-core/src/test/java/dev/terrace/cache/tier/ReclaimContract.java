package dev.terrace.cache.tier;

import static dev.terrace.cache.tier.Steps.envelope;
import static dev.terrace.cache.tier.Steps.get;
import static dev.terrace.cache.tier.Steps.key;
import static dev.terrace.cache.tier.Steps.keysOfOneLane;
import static dev.terrace.cache.tier.Steps.laneOf;
import static dev.terrace.cache.tier.Steps.lease;
import static dev.terrace.cache.tier.Steps.store;
import static dev.terrace.cache.tier.Steps.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.RemoteTier.Discard;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTier.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Headers alone, scans, and what removes values that nobody wants any more. */
interface ReclaimContract extends ContractTier {

    @Test
    default void aHeaderComesWithoutItsValueAndNoneForWhatIsNotThere() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", 3);
        String[] tags = IntStream.range(0, 50)
                .mapToObj(i -> "a rather long tag, the " + i + "th")
                .toArray(String[]::new);
        Envelope large = envelope(7, 100_000, tags);
        store(tier(), keys.get(0), large.toBytes());
        store(tier(), keys.get(2), value(8));
        List<byte[]> headers = get(tier().headers(keys));
        assertThat(Envelope.parseHeader(headers.get(0))).isEqualTo(large.header());
        assertThat(headers.get(0).length).isLessThan(4_000);
        assertThat(headers.get(1)).isEmpty();
        assertThat(Envelope.parseHeader(headers.get(2)).stamp()).isEqualTo(8);
        assertThat(headers.get(2)).hasSize(value(8).length - 3);
    }

    @Test
    default void whatIsNoEnvelopeHasAHeaderThatDoesNotParse() {
        RemoteKey key = key("'foreign'");
        for (byte[] stored : List.of(new byte[] {1}, new byte[] {1, 2, 3, 4, 5}, "a foreign value".getBytes())) {
            get(tier().invalidate(List.of(new KeyInvalidation(key, null)), operation()));
            store(tier(), key, stored);
            byte[] header = get(tier().headers(List.of(key))).get(0);
            assertThat(stored).startsWith(header);
        }
    }

    @Test
    default void onlyAValueOfThatStampIsDiscardedAndNobodyIsTold() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", 3);
        Lane lane = laneOf(tier(), keys.get(0));
        store(tier(), keys.get(0), value(1));
        store(tier(), keys.get(1), value(2));
        get(tier().read(keys.get(1), Envelope.stampOf(value(2)), lease("a")));
        Cursor tail = get(tier().tail(lane, operation()));
        int gone = get(tier().discard(List.of(
                new Discard(keys.get(0), Envelope.stampOf(value(9))),
                new Discard(keys.get(1), Envelope.stampOf(value(2))),
                new Discard(keys.get(2), Envelope.stampOf(value(3))))));
        assertThat(gone).isEqualTo(1);
        assertThat(get(tier().read(keys.get(0), null, null))).isInstanceOf(RemoteRead.Hit.class);
        assertThat(get(tier().read(keys.get(1), null, null))).isEqualTo(new RemoteRead.Absent());
        assertThat(get(tier().fill(keys.get(1), "a", value(4), null)))
                .as("the lease goes on")
                .isTrue();
        assertThat(get(tier().tail(lane, operation()))).isEqualTo(tail);
    }

    @Test
    default void whatIsLoadedUnderAnEndedLeaseIsNotStored() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", 3);
        Lane lane = laneOf(tier(), keys.get(0));
        keys.forEach(key -> get(tier().read(key, null, lease("a"))));
        store(tier(), keys.get(2), value(2));
        Cursor tail = get(tier().tail(lane, operation()));
        get(tier().endLeases(keys.subList(1, 3)));
        assertThat(get(tier().fill(keys.get(0), "a", value(1), null))).isTrue();
        assertThat(get(tier().fill(keys.get(1), "a", value(1), null))).isFalse();
        assertThat(get(tier().read(keys.get(2), null, null)))
                .as("a value stays")
                .isInstanceOf(RemoteRead.Hit.class);
        assertThat(get(tier().tail(lane, operation()))).isEqualTo(tail);
    }

    @Test
    default void aScanSeesEveryKeyThatStaysAndOnlyTheLanes() {
        List<RemoteKey> staying = IntStream.range(0, 1_200)
                .mapToObj(i -> key(i % 2 == 0 ? "products" : "a:b c", i + "L"))
                .toList();
        staying.forEach(key -> store(tier(), key, value(1)));
        List<RemoteKey> going = IntStream.range(2_000, 2_300)
                .mapToObj(i -> key("products", i + "L"))
                .toList();
        going.forEach(key -> store(tier(), key, value(1)));
        Lane lane = laneOf(tier(), staying.get(0));
        Set<RemoteKey> seen = new HashSet<>();
        KeyPage page = get(tier().scan(lane, Kind.VALUES, null, KeyPage.START));
        seen.addAll(page.keys());
        going.forEach(key -> get(tier().invalidate(List.of(new KeyInvalidation(key, null)), operation())));
        while (!page.isLast()) {
            page = get(tier().scan(lane, Kind.VALUES, null, page.next()));
            seen.addAll(page.keys());
        }
        assertThat(seen)
                .containsAll(staying.stream()
                        .filter(key -> laneOf(tier(), key).equals(lane))
                        .toList())
                .allSatisfy(key -> assertThat(laneOf(tier(), key)).isEqualTo(lane));
    }

    @Test
    default void aScanOfOneCacheSeesNoOther() {
        for (String cache : List.of("a*", "ab", "a?", "[ab]", "a\\", "a", "a:v", "ä")) {
            List<RemoteKey> keys = keysOfOneLane(tier(), cache, 2);
            keys.forEach(key -> store(tier(), key, value(1)));
        }
        for (String cache : List.of("a*", "ab", "a?", "[ab]", "a\\", "a", "a:v", "ä")) {
            List<RemoteKey> keys = keysOfOneLane(tier(), cache, 2);
            assertThat(scanned(laneOf(tier(), keys.get(0)), Kind.VALUES, cache))
                    .containsAll(keys)
                    .allSatisfy(key -> assertThat(key.cache()).isEqualTo(cache));
        }
    }

    @Test
    default void leasesAndValuesAreScannedApart() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", 2);
        Lane lane = laneOf(tier(), keys.get(0));
        store(tier(), keys.get(0), value(1));
        get(tier().read(keys.get(1), null, lease("a")));
        assertThat(scanned(lane, Kind.VALUES, null)).containsExactly(keys.get(0));
        assertThat(scanned(lane, Kind.LEASES, "products")).containsExactly(keys.get(1));
    }

    private Set<RemoteKey> scanned(Lane lane, Kind kind, @Nullable String cache) {
        Set<RemoteKey> seen = new HashSet<>();
        KeyPage page = get(tier().scan(lane, kind, cache, KeyPage.START));
        seen.addAll(page.keys());
        while (!page.isLast()) {
            page = get(tier().scan(lane, kind, cache, page.next()));
            seen.addAll(page.keys());
        }
        return seen;
    }
}

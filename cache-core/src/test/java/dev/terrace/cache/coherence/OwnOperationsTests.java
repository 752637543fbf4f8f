package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Invalidation.OfCache;
import dev.terrace.cache.tier.Invalidation.OfTags;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnOperationsTests {

    private static final Lane LANE = new Lane(0);
    private static final Lane OTHER = new Lane(1);
    private static final int CAPACITY = 50_000;
    private static final Invalidation TAG = new OfTags(List.of("tag"));

    private final ManualTime time = new ManualTime();
    private final OwnOperations own =
            new OwnOperations("me", time, Duration.ofSeconds(60), () -> List.of("products", "others"));

    private static RemoteKey key(String cache, long hash) {
        return new RemoteKey(cache, "'" + hash + "'", hash);
    }

    private static RemoteKey key(long hash) {
        return key("products", hash);
    }

    private String acknowledged(Lane lane, RemoteKey key, long position) {
        String id = own.begin(lane, List.of(key));
        own.acknowledged(id, position);
        time.advance(Duration.ofNanos(1));
        return id;
    }

    private String seen(Lane lane, RemoteKey key, long position) {
        String id = acknowledged(lane, key, position);
        own.seen(id);
        return id;
    }

    private OwnOperations.Lost missing(Lane lane, String... shown) {
        return own.missing(lane, Set.of(shown), time.nanoTime());
    }

    // ---- the order of what happens to one operation

    @Test
    void anOperationIsKnownWhileItIsUnderWayAndUntilItIsSeen() {
        String id = own.begin(LANE, List.of(key(1)));
        assertThat(own.seen(id)).as("its message came before its reply").isTrue();
        own.acknowledged(id, 10);
        assertThat(own.seen(id)).as("done with").isFalse();
        String other = acknowledged(LANE, key(1), 11);
        assertThat(own.seen(other)).isTrue();
        assertThat(own.seen(other)).as("done with").isFalse();
    }

    @Test
    void oneThatFailedIsNotOursWhenItLands() {
        String id = own.begin(LANE, List.of(key(1)));
        own.failed(id);
        own.acknowledged(id, 10);
        assertThat(own.seen(id)).isFalse();
        assertThat(own.unseen(LANE, Long.MAX_VALUE / 2).isEmpty()).isTrue();
        assertThat(own.oldest(LANE)).isEmpty();
    }

    @Test
    void whatIsNotBegunHereIsNotKnown() {
        assertThat(own.seen("other-1")).isFalse();
        own.failed("other-1");
        own.acknowledged("other-1", 1);
        assertThat(own.oldest(LANE)).isEmpty();
    }

    @Test
    void idsAreUniqueAndMine() {
        assertThat(own.next()).isNotEqualTo(own.next()).startsWith("me-");
        assertThat(own.isMine(own.next())).isTrue();
        assertThat(own.isMine("other-1")).isFalse();
        assertThat(own.isMine("me2-1")).isFalse();
    }

    // ---- after a read of the whole log

    @Test
    void acknowledgedBeforeAReadAndNotSeenByItIsLost() {
        acknowledged(LANE, key(1), 10);
        long read = time.nanoTime();
        assertThat(own.unseen(OTHER, read).isEmpty()).isTrue();
        assertThat(own.unseen(LANE, read).keys()).containsExactly(key(1));
        assertThat(own.unseen(LANE, read).isEmpty()).as("said once").isTrue();
    }

    @Test
    void acknowledgedLaterOrUnderWayIsNotLost() {
        own.begin(LANE, List.of(key(1)));
        String later = own.begin(LANE, List.of(key(2)));
        long read = time.nanoTime();
        own.acknowledged(later, 10);
        assertThat(own.unseen(LANE, read).isEmpty()).isTrue();
        seen(LANE, key(3), 11);
        assertThat(own.unseen(LANE, time.nanoTime()).keys()).containsExactly(key(2));
    }

    // ---- after a gap

    @Test
    void whatTheLogDoesNotShowAfterAGapIsMissing() {
        String kept = seen(LANE, key(1), 10);
        seen(LANE, key(2), 12);
        acknowledged(LANE, key(3), 11);
        own.acknowledged(own.begin(TAG), 5);
        assertThat(own.oldest(LANE)).hasValue(10);
        assertThat(missing(LANE, kept).keys()).containsExactlyInAnyOrder(key(2), key(3));
        assertThat(missing(LANE, kept).isEmpty()).as("said once").isTrue();
        assertThat(own.unseen(LANE, time.nanoTime()).isEmpty())
                .as("nor otherwise")
                .isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(missing(Lane.CONTROL).invalidations()).containsExactly(TAG);
    }

    @Test
    void whatWasAcknowledgedAfterTheReadBeganIsNotMissing() {
        long read = time.nanoTime();
        acknowledged(LANE, key(1), 10);
        assertThat(own.missing(LANE, Set.of(), read).isEmpty()).isTrue();
        assertThat(missing(LANE).keys()).containsExactly(key(1));
    }

    @Test
    void onlyTheLastOperationOfAKeyCounts() {
        seen(LANE, key(1), 10);
        String last = seen(LANE, key(1), 20);
        assertThat(own.oldest(LANE)).hasValue(20);
        assertThat(missing(LANE, last).isEmpty()).isTrue();
    }

    @Test
    void nothingIsKeptForMoreThanTheRetention() {
        seen(LANE, key(1), 10);
        time.advance(Duration.ofSeconds(30));
        seen(LANE, key(2), 20);
        time.advance(Duration.ofSeconds(31));
        assertThat(own.oldest(LANE)).hasValue(20);
        assertThat(missing(LANE).keys()).containsExactly(key(2));
    }

    @Test
    void withoutRetentionNothingIsKept() {
        OwnOperations forgetful = new OwnOperations("me", time, Duration.ZERO, List::of);
        String id = forgetful.begin(LANE, List.of(key(1)));
        forgetful.acknowledged(id, 10);
        assertThat(forgetful.oldest(LANE)).isEmpty();
        time.advance(Duration.ofNanos(1));
        assertThat(forgetful.unseen(LANE, time.nanoTime()).isEmpty()).isTrue();
    }

    // ---- too many

    private void fill(Lane lane, int count) {
        for (int i = 0; i < count; i++) {
            own.acknowledged(own.begin(lane, List.of(key(i))), i);
        }
        time.advance(Duration.ofNanos(1));
    }

    @Test
    void ofTooManyKeysTheCacheIsCleared() {
        seen(LANE, key("others", -1), 1);
        fill(LANE, CAPACITY);
        OwnOperations.Lost lost = missing(LANE);
        assertThat(lost.keys()).hasSize(CAPACITY);
        assertThat(lost.invalidations()).containsExactly(new OfCache("others"));
        assertThat(missing(LANE).isEmpty()).as("said once").isTrue();
    }

    @Test
    void ofTooManyTagsEveryCacheIsCleared() {
        for (int i = 0; i <= CAPACITY; i++) {
            own.acknowledged(own.begin(new OfTags(List.of("tag" + i))), i);
        }
        time.advance(Duration.ofNanos(1));
        assertThat(missing(Lane.CONTROL).invalidations())
                .hasSize(CAPACITY + 2)
                .contains(new OfCache("products"), new OfCache("others"));
    }

    @Test
    void aBusyLaneDoesNotTakeAnotherLanesPlace() {
        fill(LANE, CAPACITY);
        acknowledged(OTHER, key("others", 7), 3);
        own.acknowledged(own.begin(TAG), 4);
        time.advance(Duration.ofNanos(1));
        assertThat(own.oldest(OTHER)).hasValue(3);
        assertThat(own.oldest(Lane.CONTROL)).hasValue(4);
        assertThat(missing(OTHER).keys()).containsExactly(key("others", 7));
        assertThat(missing(Lane.CONTROL).invalidations()).contains(TAG);
    }

    @Test
    void whatHasExpiredInOneLaneTakesNoPlaceInAnother() {
        fill(LANE, CAPACITY);
        time.advance(Duration.ofSeconds(61));
        acknowledged(OTHER, key("others", 7), 3);
        OwnOperations.Lost lost = missing(OTHER);
        assertThat(lost.keys()).containsExactly(key("others", 7));
        assertThat(lost.invalidations()).isEmpty();
    }
}

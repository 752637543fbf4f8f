package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Invalidation.OfCache;
import dev.terrace.cache.tier.Invalidation.OfPattern;
import dev.terrace.cache.tier.Invalidation.OfTags;
import dev.terrace.cache.tier.InvalidationJournal;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnacknowledgedTests {

    private static final RemoteKey KEY = new RemoteKey("products", "'1'", 1);
    private static final OfTags TAG = new OfTags(List.of("tag"));

    private static final Lane LANE = new Lane(0);
    private final ControlView control = new ControlView(100);
    private final Unacknowledged unacknowledged =
            new Unacknowledged(control, 1, () -> List.of("products", "others"), InvalidationJournal.NONE);

    private boolean isTagBarred() {
        return control.validity("products", Long.MAX_VALUE, List.of("tag"), () -> "1") != Validity.VALID;
    }

    @Test
    void aKeyIsBarredUntilAllItsInvalidationsAreAcknowledged() {
        unacknowledged.begin(KEY);
        unacknowledged.begin(KEY);
        unacknowledged.acknowledged(KEY, 1);
        assertThat(unacknowledged.isBarred(1)).isTrue();
        unacknowledged.acknowledged(KEY, 1);
        assertThat(unacknowledged.isBarred(1)).isFalse();
    }

    @Test
    void whatFailedStaysBarredAndWaitsOnce() {
        for (int i = 0; i < 3; i++) {
            unacknowledged.begin(KEY);
            unacknowledged.failed(KEY, 1);
        }
        assertThat(unacknowledged.size()).isEqualTo(1);
        assertThat(unacknowledged.takeKeys(LANE)).containsExactly(Map.entry(KEY, 3));
        assertThat(unacknowledged.isBarred(1)).as("while it is sent again").isTrue();
        unacknowledged.acknowledged(KEY, 3);
        assertThat(unacknowledged.isBarred(1)).isFalse();
        assertThat(unacknowledged.size()).isZero();
    }

    @Test
    void aFailureDuringAReplayWaitsAgain() {
        unacknowledged.begin(KEY);
        unacknowledged.failed(KEY, 1);
        unacknowledged.takeKeys(LANE);
        unacknowledged.begin(KEY);
        unacknowledged.failed(KEY, 1);
        unacknowledged.acknowledged(KEY, 1);
        assertThat(unacknowledged.isBarred(1)).isTrue();
        assertThat(unacknowledged.takeKeys(LANE)).containsKey(KEY);
    }

    @Test
    void aTagThatFailedIsBarredUntilItIsAcknowledged() {
        unacknowledged.begin(TAG);
        assertThat(isTagBarred()).isTrue();
        unacknowledged.failed(TAG, 1);
        assertThat(unacknowledged.takeInvalidations()).containsOnlyKeys(TAG);
        assertThat(isTagBarred()).isTrue();
        unacknowledged.acknowledged(TAG, 1);
        assertThat(isTagBarred()).isFalse();
    }

    @Test
    void aTagThatFailedAgainDuringItsReplayStaysBarred() {
        unacknowledged.begin(TAG);
        unacknowledged.failed(TAG, 1);
        unacknowledged.takeInvalidations();
        unacknowledged.begin(TAG);
        unacknowledged.failed(TAG, 1);
        unacknowledged.acknowledged(TAG, 1);
        assertThat(isTagBarred()).isTrue();
    }

    @Test
    void aCacheWithTooManyKeysIsClearedInstead() {
        for (int i = 0; i <= 10_000; i++) {
            RemoteKey key = new RemoteKey("products", "'" + i + "'", i);
            unacknowledged.begin(key);
            unacknowledged.failed(key, 1);
        }
        assertThat(unacknowledged.size()).isEqualTo(1);
        assertThat(unacknowledged.isBarred(5)).as("its cache is barred").isFalse();
        assertThat(control.validity("products", Long.MAX_VALUE, List.of(), () -> "1") == Validity.VALID)
                .isFalse();
        assertThat(unacknowledged.takeInvalidations()).containsOnlyKeys(new OfCache("products"));
    }

    @Test
    void ofTwoInvalidationsThatShareATagEachHoldsItsBar() {
        OfTags both = new OfTags(List.of("tag", "other"));
        unacknowledged.begin(TAG);
        unacknowledged.begin(both);
        unacknowledged.failed(both, 1);
        unacknowledged.acknowledged(TAG, 1);
        assertThat(isTagBarred()).isTrue();
        unacknowledged.takeInvalidations();
        unacknowledged.acknowledged(both, 1);
        assertThat(isTagBarred()).isFalse();
    }

    private boolean isCacheBarred(String cache) {
        return control.validity(cache, Long.MAX_VALUE, List.of(), () -> "1") != Validity.VALID;
    }

    private void fail(Unacknowledged waiting, RemoteKey key) {
        waiting.begin(key);
        waiting.failed(key, 1);
    }

    @Test
    void keysWaitForTheirLane() {
        Unacknowledged ofThree = new Unacknowledged(control, 3, List::of, InvalidationJournal.NONE);
        for (int i = 0; i < 7; i++) {
            fail(ofThree, new RemoteKey("products", "'" + i + "'", i));
        }
        assertThat(ofThree.takeKeys(new Lane(1)).keySet())
                .extracting(RemoteKey::hash)
                .containsExactlyInAnyOrder(1L, 4L);
        assertThat(ofThree.takeKeys(new Lane(1))).isEmpty();
        assertThat(ofThree.size()).isEqualTo(5);
    }

    @Test
    void whatIsTakenDoesNotCountForTheOverflow() {
        for (int i = 0; i <= 10_000; i++) {
            if (i == 5_000) {
                unacknowledged.takeKeys(LANE);
            }
            fail(unacknowledged, new RemoteKey("products", "'" + i + "'", i));
        }
        assertThat(unacknowledged.takeInvalidations()).isEmpty();
        assertThat(unacknowledged.takeKeys(LANE)).hasSize(5_001);
    }

    @Test
    void aKeyOfACacheThatWaitsForItsClearNeedNotWait() {
        unacknowledged.begin(new OfCache("products"));
        unacknowledged.failed(new OfCache("products"), 1);
        fail(unacknowledged, KEY);
        assertThat(unacknowledged.isBarred(1)).isFalse();
        assertThat(isCacheBarred("products")).isTrue();
        assertThat(unacknowledged.takeKeys(LANE)).isEmpty();
    }

    @Test
    void tooManyTagsBecomeAClearOfEveryCache() {
        for (int i = 0; i <= 10_000; i++) {
            OfTags tags = new OfTags(List.of("tag" + i));
            unacknowledged.begin(tags);
            unacknowledged.failed(tags, 1);
        }
        assertThat(isCacheBarred("products")).isTrue();
        assertThat(isCacheBarred("unknown")).isFalse();
        Map<Invalidation, Integer> waiting = unacknowledged.takeInvalidations();
        assertThat(waiting).containsOnlyKeys(new OfCache("products"), new OfCache("others"));
        waiting.forEach(unacknowledged::acknowledged);
        assertThat(isCacheBarred("products")).isFalse();
        assertThat(control.validity("products", 0, List.of("tag7"), () -> "1"))
                .as("its own bar went before")
                .isEqualTo(Validity.VALID);
    }

    @Test
    void whatIsReplacedStaysBarredByTheOther() {
        OfPattern pattern = new OfPattern(new KeyPattern("products", "1*"));
        OfCache clear = new OfCache("products");
        unacknowledged.begin(pattern);
        unacknowledged.failed(pattern, 1);
        unacknowledged.replace(pattern, clear);
        assertThat(isCacheBarred("products")).isTrue();
        assertThat(unacknowledged.takeInvalidations()).containsExactly(Map.entry(clear, 1));
        unacknowledged.acknowledged(clear, 1);
        assertThat(isCacheBarred("products")).isFalse();
    }

    @Test
    void whatWasLostIsBarredAndWaits() {
        unacknowledged.lost(new OwnOperations.Lost(List.of(KEY), List.of(TAG)));
        assertThat(unacknowledged.isBarred(1)).isTrue();
        assertThat(isTagBarred()).isTrue();
        assertThat(unacknowledged.takeKeys(LANE)).containsExactly(Map.entry(KEY, 1));
        assertThat(unacknowledged.takeInvalidations()).containsExactly(Map.entry(TAG, 1));
    }
}

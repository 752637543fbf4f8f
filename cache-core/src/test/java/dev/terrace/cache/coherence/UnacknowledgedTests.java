package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.Invalidation.OfCache;
import dev.terrace.cache.tier.Invalidation.OfTags;
import dev.terrace.cache.tier.RemoteKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnacknowledgedTests {

    private static final RemoteKey KEY = new RemoteKey("products", "'1'", 1);
    private static final OfTags TAG = new OfTags(List.of("tag"));

    private final ControlView control = new ControlView(100);
    private final Unacknowledged unacknowledged = new Unacknowledged(control);

    private boolean isTagBarred() {
        return !control.isValid("products", Long.MAX_VALUE, List.of("tag"));
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
        Unacknowledged.Waiting waiting = unacknowledged.take();
        assertThat(waiting.keys()).containsExactly(java.util.Map.entry(KEY, 3));
        assertThat(unacknowledged.isBarred(1)).as("while it is sent again").isTrue();
        unacknowledged.acknowledged(KEY, 3);
        assertThat(unacknowledged.isBarred(1)).isFalse();
        assertThat(unacknowledged.size()).isZero();
    }

    @Test
    void aFailureDuringAReplayWaitsAgain() {
        unacknowledged.begin(KEY);
        unacknowledged.failed(KEY, 1);
        unacknowledged.take();
        unacknowledged.begin(KEY);
        unacknowledged.failed(KEY, 1);
        unacknowledged.acknowledged(KEY, 1);
        assertThat(unacknowledged.isBarred(1)).isTrue();
        assertThat(unacknowledged.take().keys()).containsKey(KEY);
    }

    @Test
    void aTagThatFailedIsBarredUntilItIsAcknowledged() {
        unacknowledged.begin(TAG);
        assertThat(isTagBarred()).isTrue();
        unacknowledged.failed(TAG, 1);
        assertThat(unacknowledged.take().invalidations()).containsOnlyKeys(TAG);
        assertThat(isTagBarred()).isTrue();
        unacknowledged.acknowledged(TAG, 1);
        assertThat(isTagBarred()).isFalse();
    }

    @Test
    void aTagThatFailedAgainDuringItsReplayStaysBarred() {
        unacknowledged.begin(TAG);
        unacknowledged.failed(TAG, 1);
        unacknowledged.take();
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
        assertThat(control.isValid("products", Long.MAX_VALUE, List.of())).isFalse();
        assertThat(unacknowledged.take().invalidations()).containsOnlyKeys(new OfCache("products"));
    }

    @Test
    void ofTwoInvalidationsThatShareATagEachHoldsItsBar() {
        OfTags both = new OfTags(List.of("tag", "other"));
        unacknowledged.begin(TAG);
        unacknowledged.begin(both);
        unacknowledged.failed(both, 1);
        unacknowledged.acknowledged(TAG, 1);
        assertThat(isTagBarred()).isTrue();
        unacknowledged.take();
        unacknowledged.acknowledged(both, 1);
        assertThat(isTagBarred()).isFalse();
    }
}

package dev.terrace.cache.tier;

import static dev.terrace.cache.tier.Steps.assertHit;
import static dev.terrace.cache.tier.Steps.get;
import static dev.terrace.cache.tier.Steps.key;
import static dev.terrace.cache.tier.Steps.keysOfOneLane;
import static dev.terrace.cache.tier.Steps.lease;
import static dev.terrace.cache.tier.Steps.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTier.Read;
import dev.terrace.cache.tier.RemoteTier.Touch;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values that live on because they are read. */
interface TouchContract extends ContractTier {

    RemoteKey IDLE = key("'idle'");
    Duration BRIEF = Duration.ofSeconds(2);
    Duration LONG = Duration.ofHours(1);

    private boolean touch(byte[] stored, Duration life) {
        return get(tier().touch(List.of(new Touch(IDLE, Envelope.stampOf(stored), life))))
                .get(0);
    }

    private void store(byte[] stored, @Nullable Duration life) {
        get(tier().putIfAbsent(IDLE, null, stored, life));
    }

    private RemoteRead read(RemoteKey key) {
        return get(tier().read(key, null, null));
    }

    private void assertGone() {
        await().until(() -> read(IDLE).equals(new RemoteRead.Absent()));
    }

    @Test
    default void aValueThatIsTouchedLivesOnAsItIs() {
        store(value(1), BRIEF);
        assertThat(touch(value(1), LONG)).isTrue();
        elapse(BRIEF.plusMillis(100));
        assertHit(read(IDLE), value(1));
    }

    @Test
    default void itLivesAsLongAsTheLastTouchSaid() {
        store(value(1), LONG);
        assertThat(touch(value(1), LONG)).isTrue();
        assertThat(touch(value(1), Duration.ofMillis(1))).isTrue();
        assertGone();
    }

    @Test
    default void aValueThatWasKeptForEverIsNotAnyMore() {
        store(value(1), null);
        assertThat(touch(value(1), Duration.ofMillis(1))).isTrue();
        assertGone();
    }

    @Test
    default void aValueOfAnotherStampIsNotTouched() {
        store(value(2), null);
        assertThat(touch(value(1), Duration.ofMillis(1))).isFalse();
        elapse(Duration.ofMillis(50));
        assertHit(read(IDLE), value(2));
    }

    @Test
    default void whatIsTooShortForAStampIsTouchedByAsMuchOfItAsThereIs() {
        byte[] brief = Arrays.copyOf(value(1), Envelope.STAMP_OFFSET + 2);
        store(brief, null);
        assertThat(touch(value(1), Duration.ofMillis(1))).isFalse();
        assertThat(touch(new byte[0], Duration.ofMillis(1))).isFalse();
        elapse(Duration.ofMillis(50));
        assertHit(read(IDLE), brief);
        assertThat(touch(brief, Duration.ofMillis(1))).isTrue();
        assertGone();
    }

    @Test
    default void noValueIsNotTouchedNorComesOneBack() {
        assertThat(touch(value(1), LONG)).isFalse();
        assertThat(touch(new byte[0], LONG)).isFalse();
        store(value(1), Duration.ofMillis(1));
        assertGone();
        assertThat(touch(value(1), LONG)).as("past its life").isFalse();
        store(value(1), null);
        get(tier().invalidate(List.of(new KeyInvalidation(IDLE, null)), operation()));
        assertThat(touch(value(1), LONG)).as("invalidated").isFalse();
        assertThat(read(IDLE)).isEqualTo(new RemoteRead.Absent());
    }

    @Test
    default void everyKeyIsTouchedForItself() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", 4);
        keys.subList(0, 3).forEach(key -> Steps.store(tier(), key, value(1)));
        byte[] stamp = Envelope.stampOf(1);
        Duration brief = Duration.ofMillis(1);
        assertThat(get(tier().touch(List.of(
                        new Touch(keys.get(0), stamp, LONG),
                        new Touch(keys.get(1), stamp, brief),
                        new Touch(keys.get(2), Envelope.stampOf(2), brief),
                        new Touch(keys.get(3), stamp, LONG)))))
                .containsExactly(true, true, false, false);
        await().until(() -> read(keys.get(1)).equals(new RemoteRead.Absent()));
        assertHit(read(keys.get(0)), value(1));
        assertHit(read(keys.get(2)), value(1));
        assertThat(read(keys.get(3))).isEqualTo(new RemoteRead.Absent());
    }

    @Test
    default void aLeaseStaysAndNobodyIsTold() {
        store(value(1), null);
        assertThat(get(tier().read(List.of(new Read(IDLE, Envelope.stampOf(1), lease("a"))))))
                .containsExactly(new RemoteRead.Leased());
        Lane lane = Steps.laneOf(tier(), IDLE);
        Cursor tail = get(tier().tail(lane, operation()));
        assertThat(touch(value(1), LONG)).isTrue();
        assertThat(get(tier().tail(lane, operation()))).isEqualTo(tail);
        assertThat(get(tier().fill(IDLE, "a", value(2), null))).isTrue();
        assertThat(touch(value(1), Duration.ofMillis(1))).as("the value before").isFalse();
        elapse(Duration.ofMillis(50));
        assertHit(read(IDLE), value(2));
    }

    @Test
    default void aLifeThatIsOverEndsAtOnce() {
        for (Duration life : List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofSeconds(-1))) {
            store(value(1), null);
            assertThat(touch(value(1), life)).isTrue();
            assertGone();
        }
    }
}

package dev.terrace.cache.tier;

import static dev.terrace.cache.tier.Steps.assertHit;
import static dev.terrace.cache.tier.Steps.get;
import static dev.terrace.cache.tier.Steps.key;
import static dev.terrace.cache.tier.Steps.store;
import static dev.terrace.cache.tier.Steps.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Coding;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.Envelope.Header;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.RemoteTier.Freshening;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values that begin a new life as they are. */
interface FreshenContract extends ContractTier {

    RemoteKey UNCHANGED = key("'unchanged'");
    Envelope OLD = new Envelope(dated(1, 10), "\"a value\"".getBytes());
    Envelope NEW = new Envelope(dated(-2, 20), "\"a value\"".getBytes());
    int DATES_END = 44;

    /** A header whose dates all depend on a number. */
    private static Header dated(long stamp, int n) {
        return new Header(
                Coding.plain((short) 3),
                false,
                stamp,
                n,
                n + 1L,
                n + 2L,
                n + 3L,
                n + 4,
                null,
                Set.of("a tag"),
                "java.lang.String",
                Validators.etag("\"v1\""));
    }

    private static Freshening by(String token, Header known, Header next, @Nullable Duration life) {
        return new Freshening(UNCHANGED, token, Envelope.stampOf(known.stamp()), Envelope.datesOf(next), life);
    }

    private boolean freshen(String token) {
        return get(tier().freshen(by(token, OLD.header(), NEW.header(), null)));
    }

    private void storeAndTake(byte[] stored) {
        store(tier(), UNCHANGED, stored);
        take(stored);
    }

    private void take(byte[] stored) {
        assertThat(get(tier().read(UNCHANGED, Envelope.stampOf(stored), Steps.lease("a"))))
                .isEqualTo(new RemoteRead.Leased());
    }

    private void assertHolds(byte[] stored) {
        assertHit(get(tier().read(UNCHANGED, null, null)), stored);
    }

    private void assertStillLeased() {
        assertThat(get(tier().fill(UNCHANGED, "a", value(9), null)))
                .as("the lease stays")
                .isTrue();
    }

    @Test
    default void aValueGetsNewDatesAndNothingElse() {
        storeAndTake(OLD.toBytes());
        assertThat(freshen("a")).isTrue();
        assertHolds(NEW.toBytes());
    }

    @Test
    default void whatStandsBesideTheDatesNeedNotBeUnderstood() {
        byte[] foreign = new byte[1_000];
        Arrays.fill(foreign, (byte) 0xA1);
        storeAndTake(foreign);
        byte[] dates = Envelope.datesOf(NEW.header());
        assertThat(get(tier().freshen(new Freshening(UNCHANGED, "a", Envelope.stampOf(foreign), dates, null))))
                .isTrue();
        System.arraycopy(dates, 0, foreign, Envelope.STAMP_OFFSET, DATES_END - Envelope.STAMP_OFFSET);
        assertHolds(foreign);
    }

    @Test
    default void theLeaseIsGivenBackAndNobodyIsTold() {
        storeAndTake(OLD.toBytes());
        Lane lane = Steps.laneOf(tier(), UNCHANGED);
        Cursor tail = get(tier().tail(lane, operation()));
        freshen("a");
        assertThat(get(tier().fill(UNCHANGED, "a", value(9), null))).isFalse();
        assertThat(get(tier().read(UNCHANGED, Envelope.stampOf(NEW.toBytes()), Steps.lease("b"))))
                .isEqualTo(new RemoteRead.Leased());
        assertThat(get(tier().tail(lane, operation()))).isEqualTo(tail);
    }

    @Test
    default void aFresheningThatIsRepeatedSaysYesAgainUnlessTheValueChanged() {
        storeAndTake(OLD.toBytes());
        freshen("a");
        assertThat(freshen("a")).isTrue();
        assertHolds(NEW.toBytes());
        get(tier().read(UNCHANGED, Envelope.stampOf(NEW.toBytes()), Steps.lease("b")));
        assertThat(freshen("a")).as("another's lease is not given back").isTrue();
        assertThat(get(tier().fill(UNCHANGED, "b", value(9), null))).isTrue();
        assertThat(freshen("a")).isFalse();
        assertHolds(value(9));
    }

    @Test
    default void aNewLifeThatIsUnlimitedReplacesALimitedOne() {
        get(tier().putIfAbsent(UNCHANGED, null, OLD.toBytes(), Duration.ofSeconds(2)));
        take(OLD.toBytes());
        assertThat(freshen("a")).isTrue();
        elapse(Duration.ofMillis(2_100));
        assertHolds(NEW.toBytes());
    }

    @Test
    default void aNewLifeEndsInItsOwnTime() {
        storeAndTake(OLD.toBytes());
        assertThat(get(tier().freshen(by("a", OLD.header(), NEW.header(), Duration.ofMillis(50)))))
                .isTrue();
        await().until(() -> get(tier().read(UNCHANGED, null, null)).equals(new RemoteRead.Absent()));
    }

    @Test
    default void aLongerLifeReplacesAShorterOne() {
        get(tier().putIfAbsent(UNCHANGED, null, OLD.toBytes(), Duration.ofSeconds(2)));
        take(OLD.toBytes());
        assertThat(get(tier().freshen(by("a", OLD.header(), NEW.header(), Duration.ofHours(1)))))
                .isTrue();
        elapse(Duration.ofMillis(2_100));
        assertHolds(NEW.toBytes());
    }

    @Test
    default void anEncryptedValueIsBoundToItsDates() {
        byte[] encrypted = OLD.toBytes();
        encrypted[3] |= 4;
        store(tier(), UNCHANGED, encrypted);
        take(encrypted);
        assertThat(freshen("a")).isFalse();
        assertHolds(encrypted);
    }

    @Test
    default void withoutTheLeaseNothingIsFreshened() {
        store(tier(), UNCHANGED, OLD.toBytes());
        assertThat(freshen("a")).isFalse();
        take(OLD.toBytes());
        assertThat(freshen("b")).isFalse();
        get(tier().endLeases(List.of(UNCHANGED)));
        assertThat(freshen("a")).isFalse();
        assertHolds(OLD.toBytes());
    }

    @Test
    default void anotherValueIsNotFreshenedAndTheLeaseStays() {
        storeAndTake(value(5));
        assertThat(freshen("a")).isFalse();
        assertHolds(value(5));
        assertStillLeased();
    }

    @Test
    default void noValueIsNotFreshenedAndTheLeaseStays() {
        for (byte[] known : List.of(Envelope.stampOf(1), new byte[0])) {
            assertThat(get(tier().read(UNCHANGED, known, Steps.lease("a")))).isEqualTo(new RemoteRead.Leased());
            byte[] dates = Envelope.datesOf(NEW.header());
            assertThat(get(tier().freshen(new Freshening(UNCHANGED, "a", known, dates, null))))
                    .isFalse();
            assertThat(get(tier().read(UNCHANGED, null, null))).isEqualTo(new RemoteRead.Absent());
            assertStillLeased();
            get(tier().invalidate(List.of(new KeyInvalidation(UNCHANGED, null)), operation()));
        }
    }

    @Test
    default void aValueWithoutRoomForDatesIsNotFreshenedAndTheLeaseStays() {
        for (int length : new int[] {0, 7, 10, 16, DATES_END - 1}) {
            byte[] brief = Arrays.copyOf(OLD.toBytes(), length);
            storeAndTake(brief);
            byte[] dates = Envelope.datesOf(NEW.header());
            assertThat(get(tier().freshen(new Freshening(UNCHANGED, "a", Envelope.stampOf(brief), dates, null))))
                    .as("%d bytes", length)
                    .isFalse();
            assertHolds(brief);
            assertStillLeased();
            get(tier().invalidate(List.of(new KeyInvalidation(UNCHANGED, null)), operation()));
        }
    }

    @Test
    default void aValueThatJustHasTheDatesIsFreshened() {
        storeAndTake(Arrays.copyOf(OLD.toBytes(), DATES_END));
        assertThat(freshen("a")).isTrue();
        assertHolds(Arrays.copyOf(NEW.toBytes(), DATES_END));
    }

    @Test
    default void whatWasInvalidatedMeanwhileIsNotFreshened() {
        storeAndTake(OLD.toBytes());
        get(tier().invalidate(List.of(new KeyInvalidation(UNCHANGED, null)), operation()));
        assertThat(freshen("a")).isFalse();
        assertThat(get(tier().read(UNCHANGED, null, null))).isEqualTo(new RemoteRead.Absent());
    }
}

package dev.terrace.cache.tier;

import static dev.terrace.cache.tier.Steps.assertHit;
import static dev.terrace.cache.tier.Steps.get;
import static dev.terrace.cache.tier.Steps.key;
import static dev.terrace.cache.tier.Steps.keysOfOneLane;
import static dev.terrace.cache.tier.Steps.lease;
import static dev.terrace.cache.tier.Steps.store;
import static dev.terrace.cache.tier.Steps.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.RemoteTier.Discard;
import dev.terrace.cache.tier.RemoteTier.Freshening;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTier.Read;
import dev.terrace.cache.tier.RemoteTier.Renewal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys whose last load failed. */
interface ThrottleContract extends ContractTier {

    RemoteKey FAILED = key("'failed'");
    byte[] KNOWN = Envelope.stampOf(1);
    RemoteRead LEASED = new RemoteRead.Leased();
    RemoteRead THROTTLED = new RemoteRead.Throttled();

    private RemoteRead read(byte @Nullable [] known, @Nullable Lease lease) {
        return get(tier().read(FAILED, known, lease));
    }

    /** A load under this token fails, by who knows the value 1. */
    private void fail(String token, Duration duration) {
        assertThat(read(KNOWN, lease(token))).isEqualTo(LEASED);
        get(tier().throttle(FAILED, new Lease(token, duration)));
    }

    private void fail(String token) {
        fail(token, Duration.ofSeconds(10));
    }

    @Test
    default void whoKnowsTheValueIsToldToWait() {
        store(tier(), FAILED, value(1));
        fail("a");
        assertThat(read(KNOWN, lease("b"))).isEqualTo(THROTTLED);
        assertThat(read(KNOWN, lease("a"))).as("who failed").isEqualTo(THROTTLED);
        assertThat(read(KNOWN, lease("b"))).as("asking ends nothing").isEqualTo(THROTTLED);
        assertThat(read(KNOWN, null)).as("who would not load").isEqualTo(new RemoteRead.Absent());
        assertHit(read(null, lease("b")), value(1));
        assertHit(read(Envelope.stampOf(2), lease("b")), value(1));
        assertThat(read(KNOWN, lease("b"))).as("nor does a hit").isEqualTo(THROTTLED);
    }

    @Test
    default void whoKnowsAValueThatIsGoneIsToldToWaitAndWhoKnowsNoneLoads() {
        fail("a");
        assertThat(read(KNOWN, lease("b"))).isEqualTo(THROTTLED);
        assertThat(read(null, null)).isEqualTo(new RemoteRead.Absent());
        assertThat(read(null, lease("b"))).isEqualTo(LEASED);
        assertThat(read(KNOWN, lease("c"))).as("a load is under way").isEqualTo(new RemoteRead.Held());
        assertThat(get(tier().fill(FAILED, "b", value(2), null))).isTrue();
        assertHit(read(KNOWN, lease("c")), value(2));
        assertThat(read(Envelope.stampOf(2), lease("c"))).isEqualTo(LEASED);
    }

    @Test
    default void everyKeyOfAReadIsToldForItself() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", 4);
        for (RemoteKey key : keys.subList(0, 3)) {
            get(tier().read(key, null, lease("a")));
            get(tier().throttle(key, lease("a")));
        }
        assertThat(get(tier().read(List.of(
                        new Read(keys.get(0), KNOWN, lease("b")),
                        new Read(keys.get(1), null, lease("b")),
                        new Read(keys.get(2), KNOWN, null),
                        new Read(keys.get(3), KNOWN, lease("b")),
                        new Read(keys.get(0), null, lease("c"))))))
                .containsExactly(THROTTLED, LEASED, new RemoteRead.Absent(), LEASED, LEASED);
    }

    @Test
    default void aThrottleEndsByItself() {
        store(tier(), FAILED, value(1));
        fail("a", Duration.ofMillis(300));
        assertThat(read(KNOWN, lease("b"))).isEqualTo(THROTTLED);
        await().until(() -> read(KNOWN, lease("b")).equals(LEASED));
        assertThat(get(tier().fill(FAILED, "b", value(2), null))).isTrue();
    }

    @Test
    default void whoLostTheLeaseThrottlesNothing() {
        get(tier().throttle(FAILED, lease("nobody")));
        assertThat(read(KNOWN, new Lease("a", Duration.ofMillis(20)))).isEqualTo(LEASED);
        elapse(Duration.ofMillis(50));
        get(tier().throttle(FAILED, lease("a")));
        assertThat(read(KNOWN, lease("b"))).isEqualTo(LEASED);
        get(tier().throttle(FAILED, lease("a")));
        assertThat(read(KNOWN, lease("c"))).isEqualTo(new RemoteRead.Held());
        assertThat(get(tier().fill(FAILED, "b", value(2), null))).isTrue();
    }

    @Test
    default void anInvalidationEndsAThrottle() {
        store(tier(), FAILED, value(1));
        fail("a");
        get(tier().invalidate(List.of(new KeyInvalidation(FAILED, null)), operation()));
        assertThat(read(KNOWN, lease("b"))).isEqualTo(LEASED);
        get(tier().throttle(FAILED, lease("b")));
        get(tier().invalidate(List.of(new KeyInvalidation(FAILED, lease("next"))), operation()));
        assertThat(get(tier().fill(FAILED, "next", value(2), null))).isTrue();
    }

    @Test
    default void whatElseEndsLeasesEndsAThrottle() {
        fail("a");
        get(tier().endLeases(List.of(FAILED)));
        assertThat(read(KNOWN, lease("b"))).isEqualTo(LEASED);
        get(tier().throttle(FAILED, lease("b")));
        assertThat(get(tier().putIfAbsent(FAILED, null, value(1), null))).isEqualTo(new RemoteRead.Absent());
        assertThat(read(KNOWN, lease("c"))).isEqualTo(LEASED);
    }

    @Test
    default void aThrottleOutlastsAValueThatIsDiscarded() {
        store(tier(), FAILED, value(1));
        fail("a");
        get(tier().discard(List.of(new Discard(FAILED, KNOWN))));
        assertThat(read(KNOWN, lease("b"))).isEqualTo(THROTTLED);
    }

    @Test
    default void noTokenIsThatOfAThrottle() {
        store(tier(), FAILED, value(1));
        fail("a");
        byte[] dates = Envelope.datesOf(Envelope.parse(value(2)).header());
        for (String token : List.of("a", "b", "", "\0", "\u00ff", "\ufffd", "?", "throttled")) {
            assertThat(get(tier().fill(FAILED, token, value(2), null))).isFalse();
            assertThat(get(tier().freshen(new Freshening(FAILED, token, KNOWN, dates, null))))
                    .isFalse();
            assertThat(get(tier().renew(List.of(new Renewal(FAILED, lease(token))))))
                    .containsExactly(false);
            get(tier().release(FAILED, token));
            get(tier().throttle(FAILED, new Lease(token, Duration.ofMillis(1))));
        }
        elapse(Duration.ofMillis(5));
        assertThat(read(KNOWN, lease("b"))).isEqualTo(THROTTLED);
        assertHit(read(null, null), value(1));
    }
}

package dev.terrace.cache.tier;

import static dev.terrace.cache.tier.Steps.assertHit;
import static dev.terrace.cache.tier.Steps.get;
import static dev.terrace.cache.tier.Steps.key;
import static dev.terrace.cache.tier.Steps.keysOfOneLane;
import static dev.terrace.cache.tier.Steps.lease;
import static dev.terrace.cache.tier.Steps.store;
import static dev.terrace.cache.tier.Steps.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTier.Renewal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leases that a load needs for longer than it was thought. */
interface LeaseContract extends ContractTier {

    RemoteKey LEASED = key("'leased'");

    private RemoteRead take(Lease lease) {
        return get(tier().read(LEASED, null, lease));
    }

    private boolean renew(Lease lease) {
        return get(tier().renew(List.of(new Renewal(LEASED, lease)))).get(0);
    }

    @Test
    default void aRenewedLeaseLastsAsLongAsTheRenewalSays() {
        assertThat(take(new Lease("a", Duration.ofMillis(500)))).isEqualTo(new RemoteRead.Leased());
        assertThat(renew(lease("a"))).isTrue();
        elapse(Duration.ofMillis(600));
        assertThat(take(lease("b"))).isEqualTo(new RemoteRead.Held());
        assertThat(renew(new Lease("a", Duration.ofMillis(20)))).isTrue();
        elapse(Duration.ofMillis(50));
        assertThat(take(lease("b"))).isEqualTo(new RemoteRead.Leased());
    }

    @Test
    default void aLeaseThatEndedDoesNotComeBack() {
        take(new Lease("a", Duration.ofMillis(20)));
        elapse(Duration.ofMillis(50));
        assertThat(renew(lease("a"))).isFalse();
        assertThat(take(new Lease("b", Duration.ofMillis(500)))).isEqualTo(new RemoteRead.Leased());
        assertThat(renew(lease("a"))).as("another's").isFalse();
        elapse(Duration.ofMillis(600));
        assertThat(take(lease("c"))).as("nor is that one prolonged").isEqualTo(new RemoteRead.Leased());
    }

    @Test
    default void aLeaseThatWasGivenBackOrInvalidatedDoesNotComeBack() {
        take(lease("a"));
        get(tier().release(LEASED, "a"));
        assertThat(renew(lease("a"))).isFalse();
        take(lease("b"));
        get(tier().invalidate(List.of(new KeyInvalidation(LEASED, null)), operation()));
        assertThat(renew(lease("b"))).isFalse();
        take(lease("c"));
        get(tier().invalidate(List.of(new KeyInvalidation(LEASED, lease("next"))), operation()));
        assertThat(renew(lease("c"))).isFalse();
        assertThat(renew(lease("next"))).isTrue();
        get(tier().endLeases(List.of(LEASED)));
        assertThat(renew(lease("next"))).isFalse();
        assertThat(take(lease("d"))).isEqualTo(new RemoteRead.Leased());
    }

    @Test
    default void renewalsAnswerInTheOrderOfTheirKeysEachForItself() {
        List<RemoteKey> keys = keysOfOneLane(tier(), "products", 4);
        Lease brief = new Lease("a", Duration.ofMillis(500));
        get(tier().read(keys.get(0), null, brief));
        get(tier().read(keys.get(2), null, lease("b")));
        get(tier().read(keys.get(3), null, brief));
        assertThat(get(tier().renew(List.of(
                        new Renewal(keys.get(0), lease("a")),
                        new Renewal(keys.get(1), lease("a")),
                        new Renewal(keys.get(2), lease("a")),
                        new Renewal(keys.get(3), lease("a")),
                        new Renewal(keys.get(2), lease("b"))))))
                .containsExactly(true, false, false, true, true);
        elapse(Duration.ofMillis(600));
        for (RemoteKey key : List.of(keys.get(0), keys.get(2), keys.get(3))) {
            assertThat(get(tier().read(key, null, lease("c")))).isEqualTo(new RemoteRead.Held());
        }
        assertThat(get(tier().read(keys.get(1), null, lease("c")))).isEqualTo(new RemoteRead.Leased());
    }

    @Test
    default void aRenewalLeavesTheValueAlone() {
        store(tier(), LEASED, value(1));
        get(tier().read(LEASED, Envelope.stampOf(value(1)), lease("a")));
        assertThat(renew(lease("a"))).isTrue();
        assertHit(get(tier().read(LEASED, null, null)), value(1));
        assertThat(get(tier().fill(LEASED, "a", value(2), null))).isTrue();
    }
}

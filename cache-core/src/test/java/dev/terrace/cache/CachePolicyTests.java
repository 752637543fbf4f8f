package dev.terrace.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.cache.fixture.Policies;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CachePolicyTests {

    @Test
    void aNearOnlyCacheIsCoherentWhenItIsAskedTo() {
        assertThat(Policies.NEAR.coherent()).isFalse();
        assertThat(Policies.coherent(Policies.NEAR).coherent()).isTrue();
        assertThat(Policies.coherent(Policies.BOTH)
                        .withTiers(List.of(Tier.NEAR))
                        .coherent())
                .as("over other tiers")
                .isTrue();
    }

    @Test
    void tiersThatMakeNoSenseAreRefusedWithARemedy() {
        for (List<Tier> tiers :
                List.of(List.<Tier>of(), List.of(Tier.NEAR, Tier.NEAR), List.of(Tier.REMOTE, Tier.NEAR))) {
            assertThatExceptionOfType(CacheConfigurationException.class)
                    .isThrownBy(() -> CachePolicy.defaults().withTiers(tiers))
                    .withMessageContaining("'tiers'");
        }
    }

    @Test
    void aWeightNeedsEncodedValues() {
        CachePolicy.Near weighed = new CachePolicy.Near(10, 1_000L, null, CachePolicy.Copy.NONE);
        CachePolicy heavy = Policies.near(Policies.BOTH, weighed);
        assertThat(heavy.withTiers(List.of(Tier.NEAR)).near().maximumWeight()).isNull();
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> new CachePolicy.Near(10, 9L, null, CachePolicy.Copy.NONE))
                .withMessageContaining("near.maximum-weight");
    }

    @Test
    void durationsArePossible() {
        for (Duration life :
                List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofNanos(1), Duration.ofDays(36_501))) {
            assertThatExceptionOfType(CacheConfigurationException.class)
                    .isThrownBy(() -> Policies.living(Policies.BOTH, life))
                    .withMessageContaining("time-to-live");
            assertThatExceptionOfType(CacheConfigurationException.class)
                    .isThrownBy(() -> Policies.leasing(Policies.BOTH, life))
                    .withMessageContaining("loader.lease");
        }
    }
}

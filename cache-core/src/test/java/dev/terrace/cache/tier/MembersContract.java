package dev.terrace.cache.tier;

import static dev.terrace.cache.tier.Steps.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who is there. */
interface MembersContract extends ContractTier {

    private static Member member(String id) {
        return new Member(id, "a host.example:80 %", "1.0 (test)", 0);
    }

    @Test
    default void whoAnnouncesItselfIsAMember() {
        assertThat(get(tier().members())).isEmpty();
        get(tier().announce(member("one"), null));
        get(tier().announce(member("two"), Duration.ofMinutes(1)));
        Member busy = new Member("two", "", "", 0, new InstanceState(1_763_000_000_000L, true, 1, 2, 3, 4, 5, 6));
        get(tier().announce(busy, Duration.ofMinutes(1)));
        long now = get(tier().readLog(Lane.CONTROL, Position.END)).serverMillis();
        assertThat(get(tier().members()))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("lastSync")
                .containsExactlyInAnyOrder(member("one"), busy);
        assertThat(get(tier().members()))
                .allSatisfy(member -> assertThat(member.lastSync()).isCloseTo(now, within(5_000L)));
    }

    @Test
    default void whoIsSilentIsNoneAnyMore() {
        ContractLimits impatient = new ContractLimits(1_000, Duration.ofSeconds(60), Duration.ofMillis(20));
        try (RemoteTier other = another(impatient)) {
            get(tier().announce(member("one"), null));
            elapse(Duration.ofMillis(30));
            assertThat(get(other.members())).isEmpty();
            assertThat(get(tier().members())).as("others wait longer").hasSize(1);
            get(other.announce(member("two"), null));
            assertThat(get(tier().members()))
                    .as("who comes puts the silent ones away")
                    .extracting(Member::id)
                    .containsExactly("two");
        }
    }
}

package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.ActivePattern;
import dev.terrace.cache.tier.KeyPattern;
import org.junit.jupiter.api.Test;

class PatternTableTests {

    private final PatternTable table = new PatternTable();

    private static ActivePattern pattern(String id, String glob, long at) {
        return new ActivePattern(id, new KeyPattern("products", glob), at, "me", 0);
    }

    private boolean isInvalid(long ctl, String text) {
        return table.isInvalid("products", ctl, () -> text);
    }

    @Test
    void whatMatchesAndIsOlderIsInvalid() {
        table.add(pattern("1", "a*", 10));
        assertThat(isInvalid(9, "'ab'")).isTrue();
        assertThat(isInvalid(10, "'ab'")).isFalse();
        assertThat(isInvalid(9, "'b'")).isFalse();
        assertThat(table.isInvalid("others", 9, () -> "'ab'")).isFalse();
    }

    @Test
    void theTextIsAskedOnlyWhereItDecides() {
        table.add(pattern("1", "a*", 10));
        table.isInvalid("others", 9, () -> {
            throw new AssertionError("another cache");
        });
        table.isInvalid("products", 10, () -> {
            throw new AssertionError("newer");
        });
    }

    @Test
    void aRetiredPatternCountsUntilItIsForgotten() {
        table.add(pattern("1", "a*", 10));
        table.forget("1");
        assertThat(isInvalid(9, "'a'")).as("still active").isTrue();
        table.retire(pattern -> pattern.id().equals("1"));
        assertThat(table.active()).isEmpty();
        assertThat(isInvalid(9, "'a'")).isTrue();
        table.forget("2");
        assertThat(isInvalid(9, "'a'")).isTrue();
        table.forget("1");
        assertThat(isInvalid(9, "'a'")).isFalse();
    }

    @Test
    void aPatternThatIsAddedAgainIsThereOnceAndActive() {
        table.add(pattern("1", "a*", 10));
        table.retire(pattern -> true);
        table.add(pattern("1", "a*", 10));
        assertThat(table.active()).hasSize(1);
        table.forget("1");
        assertThat(isInvalid(9, "'a'")).isTrue();
    }
}

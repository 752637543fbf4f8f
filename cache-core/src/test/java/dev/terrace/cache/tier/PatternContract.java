package dev.terrace.cache.tier;

import static dev.terrace.cache.tier.Steps.TAGS;
import static dev.terrace.cache.tier.Steps.get;
import static dev.terrace.cache.tier.Steps.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.terrace.cache.TooManyPatternsException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Patterns, from their beginning to their end. */
interface PatternContract extends ContractTier {

    KeyPattern PATTERN = new KeyPattern("a:b c", "4*\0ä{}");

    private LogSlice append(Invalidation invalidation, String operation) {
        long tail = get(tier().tail(Lane.CONTROL, operation())).position();
        return get(tier().invalidate(invalidation, operation, tail));
    }

    private List<ActivePattern> active() {
        return get(tier().join(operation(), TAGS)).patterns();
    }

    @Test
    default void aPatternIsLoggedAndActive() {
        LogEntry record = last(append(new Invalidation.OfPattern(PATTERN), "a-node-7"));
        assertThat(record.operation()).isEqualTo("a-node-7");
        assertThat(Invalidation.parse(record.records())).isEqualTo(new Invalidation.OfPattern(PATTERN));
        ControlSnapshot snapshot = get(tier().join(operation(), TAGS));
        assertThat(snapshot.patterns()).singleElement().satisfies(pattern -> {
            assertThat(pattern.id()).isEqualTo("a-node-7");
            assertThat(pattern.owner()).isEqualTo("a-node");
            assertThat(pattern.pattern()).isEqualTo(PATTERN);
            assertThat(pattern.position()).isEqualTo(record.position());
            assertThat(pattern.deadline()).isCloseTo(snapshot.serverMillis() + 30_000, within(5_000L));
        });
    }

    @Test
    default void aRetiredPatternIsActiveNoMore() {
        append(new Invalidation.OfPattern(PATTERN), "node-1");
        append(new Invalidation.OfPattern(PATTERN), "node-2");
        LogSlice slice = append(new Invalidation.Retired("node-1"), "node-3");
        assertThat(last(slice).operation()).isEqualTo("node-3");
        assertThat(Invalidation.parse(last(slice).records())).isEqualTo(new Invalidation.Retired("node-1"));
        assertThat(active()).extracting(ActivePattern::id).containsExactly("node-2");
    }

    @Test
    default void oneMoreThanMayBeActiveIsRefusedAndNotLogged() {
        for (int i = 0; i < RemoteTier.MAXIMUM_PATTERNS; i++) {
            append(new Invalidation.OfPattern(PATTERN), "node-" + i);
        }
        LogEntry.Cursor tail = get(tier().tail(Lane.CONTROL, operation()));
        assertThatThrownBy(() -> tier().invalidate(new Invalidation.OfPattern(PATTERN), "node-16", tail.position())
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(TooManyPatternsException.class)
                .hasMessageContaining("16 patterns");
        assertThat(get(tier().tail(Lane.CONTROL, operation()))).isEqualTo(tail);
        assertThat(active()).hasSize(16);
        append(new Invalidation.OfPattern(PATTERN), "node-5");
        assertThat(active()).as("the same operation again").hasSize(16);
        append(new Invalidation.Retired("node-3"), operation());
        append(new Invalidation.OfPattern(PATTERN), "node-16");
        assertThat(active()).extracting(ActivePattern::id).hasSize(16).contains("node-16");
    }

    @Test
    default void theOwnerOfAPatternMayExtendItsTime() {
        append(new Invalidation.OfPattern(PATTERN), "node-1");
        assertThat(get(tier().own("node-1", "node", Duration.ofMinutes(10)))).isTrue();
        long now = get(tier().readLog(Lane.CONTROL, Position.START)).serverMillis();
        assertThat(active()).singleElement().satisfies(pattern -> {
            assertThat(pattern.owner()).isEqualTo("node");
            assertThat(pattern.pattern()).isEqualTo(PATTERN);
            assertThat(pattern.deadline()).isCloseTo(now + 600_000, within(5_000L));
        });
    }

    @Test
    default void anotherMayTakeAPatternOverOnlyAfterItsDeadline() {
        append(new Invalidation.OfPattern(PATTERN), "node-1");
        assertThat(get(tier().own("node-1", "other", Duration.ofMinutes(1)))).isFalse();
        assertThat(get(tier().own("node-1", "node", Duration.ofMillis(1)))).isTrue();
        elapse(Duration.ofMillis(5));
        assertThat(get(tier().own("node-1", "other", Duration.ofMinutes(1)))).isTrue();
        assertThat(get(tier().own("node-1", "node", Duration.ofMinutes(1)))).isFalse();
        assertThat(active()).extracting(ActivePattern::owner).containsExactly("other");
    }

    @Test
    default void nobodyOwnsAPatternThatIsNotActive() {
        append(new Invalidation.OfPattern(PATTERN), "node-1");
        append(new Invalidation.Retired("node-1"), "node-2");
        assertThat(get(tier().own("node-1", "node", Duration.ofMinutes(1)))).isFalse();
        assertThat(get(tier().own("unknown-1", "node", Duration.ofMinutes(1)))).isFalse();
        assertThat(active()).isEmpty();
    }
}

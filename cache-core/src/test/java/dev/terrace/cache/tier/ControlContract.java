package dev.terrace.cache.tier;

import static dev.terrace.cache.tier.Steps.TAGS;
import static dev.terrace.cache.tier.Steps.get;
import static dev.terrace.cache.tier.Steps.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tags and how long they are remembered, and fences. */
interface ControlContract extends ContractTier {

    Duration SHORT = Duration.ofMillis(20);
    Duration LONGER = Duration.ofMillis(50);

    private long evict(RemoteTier tier, String... tags) {
        long tail = get(tier.tail(Lane.CONTROL, operation())).position();
        return last(get(tier.invalidate(new Invalidation.OfTags(List.of(tags)), operation(), tail)))
                .position();
    }

    private static Member member() {
        return new Member("one", "host", "1", 0);
    }

    @Test
    default void theLastInvalidationOfATagIsRemembered() {
        evict(tier(), "a", "b");
        long position = evict(tier(), "a");
        TagPositions positions = get(tier().tagPositions(List.of("a", "c")));
        assertThat(positions.positions()).containsOnlyKeys("a").containsEntry("a", position);
        assertThat(positions.completeSince()).isZero();
        assertThat(get(tier().tagPositions(List.of())).positions()).isEmpty();
    }

    @Test
    default void manyTagsAreInvalidatedAndAskedForInOneStep() {
        String[] tags = IntStream.range(0, 20_000).mapToObj(i -> "tag" + i).toArray(String[]::new);
        long position = evict(tier(), tags);
        assertThat(get(tier().tagPositions(List.of(tags))).positions())
                .hasSize(20_000)
                .containsEntry("tag19999", position);
    }

    @Test
    default void noTagIsForgottenAsLongAsALifeMayBeUnlimited() {
        try (RemoteTier hasty = another(new ContractLimits(TAGS, SHORT, SHORT))) {
            evict(hasty, "before anyone told");
            elapse(LONGER);
            evict(hasty, "another");
            get(hasty.announce(member(), null));
            get(hasty.announce(member(), SHORT));
            elapse(LONGER);
            evict(hasty, "third");
            assertThat(get(tier().join(operation(), TAGS)).tags())
                    .satisfies(tags -> assertThat(tags.positions()).hasSize(3))
                    .satisfies(tags -> assertThat(tags.completeSince()).isZero());
        }
    }

    @Test
    default void aTagIsForgottenWhenNoEntryCanBeSoOld() {
        try (RemoteTier hasty = another(new ContractLimits(TAGS, SHORT, SHORT))) {
            get(hasty.announce(member(), SHORT));
            long old = evict(hasty, "old");
            elapse(LONGER);
            long position = evict(hasty, "new");
            for (TagPositions tags : List.of(
                    get(tier().tagPositions(List.of("old", "new"))),
                    get(tier().join(operation(), TAGS)).tags())) {
                assertThat(tags.positions()).containsOnlyKeys("new").containsEntry("new", position);
                assertThat(tags.completeSince()).isBetween(old, position - 1);
            }
        }
    }

    @Test
    default void theLongestLifeEverToldCounts() {
        try (RemoteTier hasty = another(new ContractLimits(TAGS, SHORT, SHORT))) {
            get(tier().announce(member(), Duration.ofHours(1)));
            get(hasty.announce(member(), SHORT));
            evict(hasty, "old");
            elapse(LONGER);
            evict(hasty, "new");
            assertThat(get(tier().tagPositions(List.of("old"))).positions()).hasSize(1);
        }
    }

    @Test
    default void theOldestOfTooManyTagsAreForgotten() {
        try (RemoteTier small = another(new ContractLimits(3, Duration.ofSeconds(60), Duration.ofSeconds(60)))) {
            List<Long> positions = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                positions.add(evict(small, "tag" + i));
                elapse(Duration.ofMillis(1));
            }
            ControlSnapshot snapshot = get(tier().join(operation(), TAGS));
            assertThat(snapshot.tags().positions()).containsOnlyKeys("tag2", "tag3", "tag4");
            assertThat(snapshot.tags().completeSince()).isBetween(positions.get(1), positions.get(2) - 1);
        }
    }

    @Test
    default void aFenceMovesTheLogBehindAPositionAndIsSeenByOthers() {
        ControlSnapshot before = get(tier().join(operation(), TAGS));
        long from = before.tail().position();
        long beyond = Position.of(before.serverMillis() + 60_000, 5);
        String operation = operation();
        get(tier().fence(from, beyond, operation));
        LogEntry record = last(get(tier().readLog(Lane.CONTROL, from)));
        assertThat(record.operation()).isEqualTo(operation);
        assertThat(record.position()).isGreaterThan(beyond);
        assertThat(Invalidation.parse(record.records())).isEqualTo(new Invalidation.Fenced(from));
        assertThat(evict(tier(), "later")).isGreaterThan(record.position());
        try (RemoteTier other = another(ContractLimits.DEFAULT)) {
            ControlSnapshot after = get(other.join(operation(), TAGS));
            assertThat(after.fences()).containsExactly(new Fence(from, record.position()));
            assertThat(after.cleared()).isEqualTo(before.cleared());
        }
    }

    @Test
    default void aFenceBehindWhichTheLogAlreadyIsTakesTheNextPosition() {
        long position = evict(tier(), "a");
        get(tier().fence(position, Position.of(1, 1), operation()));
        LogEntry record = last(get(tier().readLog(Lane.CONTROL, position)));
        assertThat(record.position()).isGreaterThan(position);
        assertThat(get(tier().join(operation(), TAGS)).fences())
                .containsExactly(new Fence(position, record.position()));
    }

    @Test
    default void aStretchThatIsFencedAlreadyIsNotFencedAgain() {
        long position = evict(tier(), "a");
        ControlSnapshot before = get(tier().join(operation(), TAGS));
        for (int i = 0; i <= RemoteTier.MAXIMUM_FENCES; i++) {
            get(tier().fence(position, position, operation()));
        }
        ControlSnapshot after = get(tier().join(operation(), TAGS));
        assertThat(after.fences()).hasSize(1);
        assertThat(after.cleared()).isEqualTo(before.cleared());
    }

    @Test
    default void theOldestOfTooManyFencesCountsAsALossOfEverythingBeforeItsEnd() {
        ControlSnapshot before = get(tier().join(operation(), TAGS));
        List<Fence> fences = new ArrayList<>();
        for (int i = 0; i < RemoteTier.MAXIMUM_FENCES + 2; i++) {
            long from = get(tier().tail(Lane.CONTROL, operation())).position();
            get(tier().fence(from, from, operation()));
            fences.add(
                    new Fence(from, get(tier().tail(Lane.CONTROL, operation())).position()));
        }
        ControlSnapshot after = get(tier().join(operation(), TAGS));
        assertThat(after.fences()).containsExactlyInAnyOrderElementsOf(fences.subList(2, fences.size()));
        assertThat(after.cleared()).isEqualTo(fences.get(1).to()).isGreaterThan(before.cleared());
        assertThat(after.epoch()).isEqualTo(before.epoch());
    }
}

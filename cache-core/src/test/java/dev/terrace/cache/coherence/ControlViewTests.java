package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.ActivePattern;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Fence;
import dev.terrace.cache.tier.Invalidation.Fenced;
import dev.terrace.cache.tier.Invalidation.OfCache;
import dev.terrace.cache.tier.Invalidation.OfPattern;
import dev.terrace.cache.tier.Invalidation.OfTags;
import dev.terrace.cache.tier.Invalidation.Retired;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.TagPositions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlViewTests {

    private final ControlView view = new ControlView(100);

    private boolean isValid(long ctl, String... tags) {
        return isValidIn("products", ctl, tags);
    }

    private boolean isValidIn(String cache, long ctl, String... tags) {
        return view.validity(cache, ctl, List.of(tags), () -> "1") == Validity.VALID;
    }

    private static ControlSnapshot snapshot(Map<String, Long> tags, boolean complete, long cleared, long tail) {
        return snapshot(new TagPositions(tags, complete ? 0 : tail), cleared, tail);
    }

    private static ControlSnapshot snapshot(Map<String, Long> tags, long completeSince, long tail) {
        return snapshot(new TagPositions(tags, completeSince), 0, tail);
    }

    private static ControlSnapshot snapshot(TagPositions tags, long cleared, long tail) {
        return new ControlSnapshot(
                "epoch", 1, tags, Map.of("products", 3L), cleared, List.of(), List.of(), new Cursor(tail, "op"), 0);
    }

    @Test
    void aTagInvalidatesWhatWasLoadedBeforeIt() {
        view.apply(new OfTags(List.of("a", "b")), 10);
        assertThat(isValid(9, "a")).isFalse();
        assertThat(isValid(9, "c", "b")).isFalse();
        assertThat(isValid(9, "c")).isTrue();
        assertThat(isValid(10, "a")).as("loaded once it was applied").isTrue();
    }

    @Test
    void aClearInvalidatesItsCacheOnly() {
        view.apply(new OfCache("products"), 10);
        assertThat(isValid(9)).isFalse();
        assertThat(isValid(10)).isTrue();
        assertThat(isValidIn("others", 9)).isTrue();
    }

    @Test
    void anOlderRecordThatComesLateChangesNothing() {
        view.apply(new OfTags(List.of("a")), 10);
        view.apply(new OfTags(List.of("a")), 5);
        assertThat(isValid(9, "a")).isFalse();
        assertThat(view.position()).isEqualTo(10);
    }

    @Test
    void whatIsBarredIsInvalidHoweverNew() {
        view.bar(new OfTags(List.of("a")));
        assertThat(isValid(Long.MAX_VALUE, "a")).isFalse();
        assertThat(isValid(0, "b")).isTrue();
        view.unbar(new OfTags(List.of("a")), 1);
        assertThat(isValid(0, "a")).isTrue();
        view.bar(new OfCache("products"));
        assertThat(isValid(Long.MAX_VALUE)).isFalse();
        view.unbar(new OfCache("products"), 1);
        assertThat(isValid(0)).isTrue();
    }

    @Test
    void everyChangeIsANewVersion() {
        long before = view.version();
        view.apply(new OfTags(List.of("a")), 1);
        assertThat(view.version()).isGreaterThan(before);
        before = view.version();
        view.bar(new OfCache("products"));
        assertThat(view.version()).isGreaterThan(before);
    }

    @Test
    void aSnapshotAddsWhatItKnows() {
        view.apply(new OfTags(List.of("a")), 10);
        view.reset(snapshot(Map.of("a", 4L, "b", 12L), true, 2, 20));
        assertThat(isValid(9, "a")).as("what is known is not forgotten").isFalse();
        assertThat(isValid(11, "b")).isFalse();
        assertThat(isValid(2)).as("cleared at 3").isFalse();
        assertThat(isValid(15, "a", "b")).isTrue();
        assertThat(view.position()).isEqualTo(20);
    }

    @Test
    void whatWasLoadedBeforeTheControlKeysWereLostIsInvalid() {
        view.reset(snapshot(Map.of(), true, 50, 60));
        assertThat(isValidIn("others", 49)).isFalse();
        assertThat(isValidIn("others", 50)).isTrue();
    }

    @Test
    void anIncompleteSnapshotMakesUnknownTagsInvalidUpToItsTail() {
        view.reset(snapshot(Map.of(), false, 0, 60));
        assertThat(isValid(59, "unknown")).isFalse();
        assertThat(isValid(59)).as("without tags").isTrue();
        assertThat(isValid(60, "unknown")).isTrue();
    }

    @Test
    void aTagThatASnapshotHasForgottenIsForgottenHereToo() {
        view.apply(new OfTags(List.of("a", "b", "c")), 10);
        view.reset(snapshot(Map.of("b", 10L), 50, 60));
        assertThat(isValid(40, "a")).as("perhaps invalidated again at 45").isFalse();
        assertThat(isValid(40, "b")).as("the snapshot knows it").isTrue();
        assertThat(isValid(50, "c")).isTrue();
    }

    @Test
    void theOldestTagsAreForgottenAndWhatDependsOnThemIsInvalid() {
        for (int i = 1; i <= 1_000; i++) {
            view.apply(new OfTags(List.of("tag" + i)), i);
        }
        assertThat(isValid(999, "tag1000")).isFalse();
        assertThat(isValid(1, "tag500")).as("forgotten, so nobody knows").isFalse();
        assertThat(isValid(1, "never seen")).as("nobody knows").isFalse();
        assertThat(isValid(1_000, "tag500", "tag1000", "never seen")).isTrue();
    }

    @Test
    void aRecordThatNobodyCanReadInvalidatesWhatWasLoadedBeforeIt() {
        view.clearUpTo(10);
        assertThat(isValid(9)).isFalse();
        assertThat(isValid(view.position())).isTrue();
    }

    @Test
    void positionsOfAViewAloneFollowEachOther() {
        view.applyNext(new OfTags(List.of("a")));
        long first = view.position();
        view.applyNext(new OfTags(List.of("a")));
        assertThat(view.position()).isGreaterThan(first);
        assertThat(isValid(first, "a")).isFalse();
    }

    // ---- patterns, fences and their bars

    private static ActivePattern pattern(String glob, long at) {
        return new ActivePattern("op-" + at, new KeyPattern("products", glob), at, "me", 0);
    }

    private static ControlSnapshot snapshot(List<ActivePattern> patterns, List<Fence> fences, long tail) {
        return new ControlSnapshot(
                "epoch", 1, new TagPositions(Map.of(), 0), Map.of(), 0, patterns, fences, new Cursor(tail, "op"), 0);
    }

    @Test
    void aPatternInvalidatesWhatMatchesUntilItIsRetiredAndForgotten() {
        view.add(pattern("1*", 10));
        assertThat(view.position()).isEqualTo(10);
        assertThat(isValid(9)).isFalse();
        assertThat(isValid(10)).isTrue();
        assertThat(isValidIn("others", 9)).isTrue();
        view.apply(new Retired("op-10"), 11);
        assertThat(view.activePatterns()).isEmpty();
        assertThat(isValid(9)).as("a late reply may carry an old value").isFalse();
        view.forget("op-10");
        assertThat(isValid(9)).isTrue();
    }

    @Test
    void aSnapshotNamesThePatternsThatWereRetiredUnheard() {
        view.add(pattern("1*", 10));
        view.add(pattern("2*", 11));
        assertThat(view.reset(snapshot(List.of(pattern("2*", 11), pattern("3*", 12)), List.of(), 20)))
                .containsExactly("op-10");
        assertThat(view.activePatterns()).extracting(ActivePattern::id).containsExactlyInAnyOrder("op-11", "op-12");
    }

    @Test
    void whatStandsInAFenceIsInvalid() {
        view.apply(new Fenced(10), 20);
        assertThat(isValid(10)).isTrue();
        assertThat(isValid(11)).isFalse();
        assertThat(isValid(19)).isFalse();
        assertThat(isValid(20)).isTrue();
        view.reset(snapshot(List.of(), List.of(new Fence(10, 20), new Fence(30, 40)), 50));
        assertThat(isValid(15)).isFalse();
        assertThat(isValid(35)).isFalse();
        assertThat(isValid(25)).isTrue();
    }

    @Test
    void aBarredPatternConcernsItsCacheAndWhatMatches() {
        OfPattern barred = new OfPattern(new KeyPattern("products", "1*"));
        view.bar(barred);
        view.bar(barred);
        assertThat(isValid(Long.MAX_VALUE)).isFalse();
        assertThat(isValidIn("others", 0)).isTrue();
        assertThat(view.validity("products", 0, List.of(), () -> "2")).isEqualTo(Validity.VALID);
        view.unbar(barred, 1);
        assertThat(isValid(Long.MAX_VALUE)).isFalse();
        view.unbar(barred, 1);
        assertThat(isValid(0)).isTrue();
    }

    @Test
    void whatBeganBehindABarIsCurrent() {
        view.apply(new OfTags(List.of("a")), 10);
        view.bar(new OfCache("products"));
        assertThat(isValid(10)).isFalse();
        assertThat(view.isCurrent("products", 10, List.of("a"), () -> "1")).isTrue();
        assertThat(view.isCurrent("products", 9, List.of("a"), () -> "1")).isFalse();
    }

    @Test
    void ofABarredTagThatIsNamedTwiceThereIsOneBar() {
        view.bar(new OfTags(List.of("a", "a")));
        view.unbar(new OfTags(List.of("a", "a")), 1);
        assertThat(isValid(0, "a")).isTrue();
    }
}

package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation.OfCache;
import dev.terrace.cache.tier.Invalidation.OfTags;
import dev.terrace.cache.tier.LogEntry.Cursor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlViewTests {

    private final ControlView view = new ControlView(100);

    private boolean isValid(long ctl, String... tags) {
        return view.isValid("products", ctl, List.of(tags));
    }

    private static ControlSnapshot snapshot(Map<String, Long> tags, boolean complete, long cleared, long tail) {
        return new ControlSnapshot(
                "epoch", 1, tags, complete, Map.of("products", 3L), cleared, new Cursor(tail, "op"), 0);
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
        assertThat(view.isValid("others", 9, List.of())).isTrue();
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
        assertThat(view.isValid("others", 49, List.of())).isFalse();
        assertThat(view.isValid("others", 50, List.of())).isTrue();
    }

    @Test
    void anIncompleteSnapshotMakesUnknownTagsInvalidUpToItsTail() {
        view.reset(snapshot(Map.of(), false, 0, 60));
        assertThat(isValid(59, "unknown")).isFalse();
        assertThat(isValid(59)).as("without tags").isTrue();
        assertThat(isValid(60, "unknown")).isTrue();
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
}

package dev.terrace.cache.coherence;

import static dev.terrace.cache.coherence.Validity.INVALID;
import static dev.terrace.cache.coherence.Validity.UNKNOWN;
import static dev.terrace.cache.coherence.Validity.VALID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.TagPositions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TagTableTests {

    private final TagTable table = new TagTable(10);

    private Validity validity(long ctl, String... tags) {
        return table.validity(ctl, List.of(tags));
    }

    private void apply(String tag, long at) {
        table.apply(List.of(tag), at);
    }

    private void overflow() {
        for (int i = 1; i <= 11; i++) {
            apply("tag" + i, i);
        }
    }

    @Test
    void aTagThatWasNeverInvalidatedIsValid() {
        assertThat(validity(0, "a")).isEqualTo(VALID);
    }

    @Test
    void whatStandsBehindAnEntryInvalidatesIt() {
        apply("a", 10);
        assertThat(validity(9, "b", "a")).isEqualTo(INVALID);
        assertThat(validity(10, "b", "a")).isEqualTo(VALID);
    }

    @Test
    void ofTooManyTheOldestAreForgottenAndUnknownFromThenOn() {
        overflow();
        assertThat(validity(1, "tag1")).isEqualTo(UNKNOWN);
        assertThat(validity(1, "never seen")).isEqualTo(UNKNOWN);
        assertThat(validity(2, "tag1", "never seen"))
                .as("complete since tag2, which went with it")
                .isEqualTo(VALID);
        assertThat(validity(10, "tag11")).as("kept").isEqualTo(INVALID);
    }

    @Test
    void aKnownInvalidationCountsMoreThanAnUnknownTag() {
        overflow();
        assertThat(validity(1, "never seen", "tag11")).isEqualTo(INVALID);
        assertThat(validity(1, "tag11", "never seen")).isEqualTo(INVALID);
    }

    @Test
    void whatIsLookedUpIsKnown() {
        overflow();
        table.learn(List.of("early"), new TagPositions(Map.of("early", 1L), 0), 11);
        assertThat(validity(1, "early")).isEqualTo(VALID);
    }

    @Test
    void whatWasInvalidatedByTheLookUpIsInvalid() {
        overflow();
        table.learn(List.of("late"), new TagPositions(Map.of("late", 5L), 0), 11);
        assertThat(validity(1, "late")).isEqualTo(INVALID);
    }

    @Test
    void aTagThatNobodyKnowsCountsAsInvalidatedWhereKnowledgeBegins() {
        overflow();
        table.learn(List.of("a"), new TagPositions(Map.of(), 2), 11);
        assertThat(validity(1, "a")).isEqualTo(INVALID);
        assertThat(validity(2, "a")).isEqualTo(VALID);
    }

    @Test
    void anAnswerFromBeforeSomethingWasForgottenIsTooOld() {
        apply("a", 1);
        for (int i = 1; i <= 10; i++) {
            apply("tag" + i, i);
        }
        table.learn(List.of("a"), new TagPositions(Map.of(), 0), 0);
        assertThat(validity(0, "a"))
                .as("it may have been invalidated and forgotten meanwhile")
                .isEqualTo(UNKNOWN);
    }

    @Test
    void anAnswerDoesNotHideWhatWasAppliedMeanwhile() {
        apply("a", 10);
        table.learn(List.of("a"), new TagPositions(Map.of("a", 3L), 0), 5);
        assertThat(validity(9, "a")).isEqualTo(INVALID);
    }

    @Test
    void aSnapshotForgetsWhatItDoesNotKnow() {
        apply("old", 3);
        apply("new", 30);
        table.reset(new TagPositions(Map.of("other", 25L), 20));
        assertThat(validity(19, "old")).isEqualTo(UNKNOWN);
        assertThat(validity(20, "old")).isEqualTo(VALID);
        assertThat(validity(29, "new")).as("applied after the snapshot").isEqualTo(INVALID);
        assertThat(validity(24, "other")).isEqualTo(INVALID);
    }
}

package dev.terrace.cache.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.failure.Fault.Outage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/failure-modes.md has a row for each fault that is tested, and for no other. */
class FailureModesDocumentationTests {

    @Test
    void everyFaultHasItsRow() {
        assertThat(FailureModes.rows().stream().map(FailureModes.Row::fault))
                .containsExactlyElementsOf(
                        Arrays.stream(Fault.values()).map(Fault::text).toList());
    }

    @ParameterizedTest
    @EnumSource
    void theRowSaysWhatIsToldAndCounted(Fault fault) {
        FailureModes.Row row = FailureModes.of(fault);
        assertThat(row.logged().startsWith("WARN")).as("an outage").isEqualTo(fault.outage() != Outage.NONE);
        assertThat(fault.moves()).allMatch(counter -> row.meters().contains(counter.text()), row.meters());
    }
}

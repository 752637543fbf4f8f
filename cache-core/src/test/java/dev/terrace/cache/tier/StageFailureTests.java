package dev.terrace.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StageFailureTests {

    @Test
    void whatStagesPutAroundAFailureIsTakenAway() {
        Throwable failure = new IllegalStateException("itself", new RuntimeException("its own cause"));
        assertThat(StageFailure.causeOf(failure)).isSameAs(failure);
        assertThat(StageFailure.causeOf(new CompletionException(new CompletionException(failure))))
                .isSameAs(failure);
    }

    @Test
    void anEmptyWrappingIsTheFailure() {
        Throwable empty = new CompletionException("nothing in it", null);
        assertThat(StageFailure.causeOf(new CompletionException(empty))).isSameAs(empty);
    }
}

package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FillGuardTests {

    private final FillGuard guard = new FillGuard();

    @Test
    void whatComesAfterATaskHasEndedIsNotInstalled() {
        FillTask task = guard.begin("key", 1, 0, 0);
        assertThat(task.mayInstall()).isTrue();
        guard.end(task);
        guard.poison("key", null);
        assertThat(task.mayInstall()).as("no invalidation finds it").isFalse();
    }

    @Test
    void anInvalidationPoisonsEveryTaskOfItsKeyAndNoOther() {
        FillTask first = guard.begin("key", 1, 0, 0);
        FillTask second = guard.begin("key", 2, 0, 0);
        FillTask other = guard.begin("other", 1, 0, 0);
        guard.poison("key", null);
        assertThat(first.isPoisoned()).isTrue();
        assertThat(second.isPoisoned()).isTrue();
        assertThat(other.isPoisoned()).isFalse();
    }

    @Test
    void theTaskOfTheInvalidatingWriterIsSpared() {
        FillTask own = guard.begin("key", 1, 0, 0);
        FillTask other = guard.begin("key", 1, 0, 0);
        guard.poison("key", own);
        assertThat(own.isPoisoned()).isFalse();
        assertThat(other.isPoisoned()).isTrue();
    }

    @Test
    void aTaskThatBeginsAfterwardsIsNotPoisoned() {
        guard.begin("key", 1, 0, 0);
        guard.poison("key", null);
        assertThat(guard.begin("key", 2, 0, 0).isPoisoned()).isFalse();
    }

    @Test
    void endedTasksLeaveNothingBehind() {
        FillTask first = guard.begin("key", 1, 0, 0);
        FillTask second = guard.begin("key", 1, 0, 0);
        guard.end(first);
        guard.poison("key", null);
        assertThat(second.isPoisoned()).isTrue();
        guard.end(second);
        guard.end(second);
        assertThat(guard.size()).isZero();
    }
}

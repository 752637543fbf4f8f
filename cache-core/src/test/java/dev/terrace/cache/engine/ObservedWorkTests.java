package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.RemoteTier;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Where nobody observes, nothing stands between a cache and what it calls. */
class ObservedWorkTests {

    private final ObservedWork unseen = new ObservedWork("products", null);

    @Test
    void theTierIsTheTierItself() {
        RemoteTier tier = new TwinServer(2, () -> 0).connect().tier();
        assertThat(ObservedTier.of(tier, unseen)).isSameAs(tier);
    }

    @Test
    void aStageIsTheStageItself() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        assertThat(unseen.remote("read", List::of, () -> stage)).isSameAs(stage);
    }

    @Test
    void anExecutorIsTheExecutorItself() {
        Executor executor = Runnable::run;
        BiFunction<String, Throwable, String> step = (answer, failure) -> answer;
        assertThat(unseen.continued(executor)).isSameAs(executor);
        assertThat(unseen.continued(step)).isSameAs(step);
    }
}

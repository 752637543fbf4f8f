package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Read;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several slow calls of one caller take no longer than one may. */
class TimedCallsTests {

    private static final Duration TIMEOUT = TwinInstance.SETTINGS.timeout();

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(1, time::millis);
    private final TwinInstance here = TwinInstance.joined("here", server, time);
    private final CacheCore core = here.core("products", Policies.BOTH);
    private final TimedCalls<String> calls = new TimedCalls<>(core, new DirectCalls<>(core, Runnable::run));

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    private void spend(Duration duration) {
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletionStage<String> awaited = calls.inTime(() -> slow);
        time.advance(duration);
        slow.complete("done");
        assertThat(awaited.toCompletableFuture()).isCompleted();
    }

    @Test
    void theSecondCallHasTheTimeThatTheFirstOneLeft() {
        spend(Duration.ofMillis(200));
        CompletableFuture<String> second =
                calls.inTime(CompletableFuture<String>::new).toCompletableFuture();
        time.advance(TIMEOUT.minusMillis(201));
        assertThat(second).isNotDone();
        time.advance(Duration.ofMillis(1));
        assertThatThrownBy(second::join).hasCauseInstanceOf(RemoteTierException.class);
    }

    @Test
    void theFirstOneIsLeftToTheClient() {
        CompletableFuture<String> first =
                calls.inTime(CompletableFuture<String>::new).toCompletableFuture();
        time.advance(TIMEOUT.multipliedBy(10));
        assertThat(first).isNotDone();
    }

    @Test
    void whatCouldNotBeAwaitedAtAllIsNotAsked() {
        spend(TIMEOUT);
        assertThatThrownBy(() -> calls.inTime(() -> {
                            throw new AssertionError("asked");
                        })
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(RemoteTierException.class);
    }

    @Test
    void whoHasWaitedForAnotherInstanceHasAllTheTimeAgain() {
        spend(TIMEOUT);
        var unused = calls.pause(1);
        CompletableFuture<String> next =
                calls.inTime(CompletableFuture<String>::new).toCompletableFuture();
        time.advance(TIMEOUT.multipliedBy(2));
        assertThat(next).isNotDone();
    }

    @Test
    void aLeaseThatComesTooLateIsGivenBack() {
        spend(Duration.ofMillis(200));
        here.link.hold("read");
        Lease lease = new Lease("token", Duration.ofSeconds(10));
        CompletableFuture<RemoteRead> read = calls.read(new Read(RemoteAccess.remoteKey(core.keyOf("k")), null, lease))
                .toCompletableFuture();
        time.advance(TIMEOUT);
        assertThat(read).isCompletedExceptionally();
        here.link.takeSent();
        here.link.letGo();
        assertThat(here.link.takeSent()).containsExactly("release");
        assertThat(here.leases()).isZero();
    }
}

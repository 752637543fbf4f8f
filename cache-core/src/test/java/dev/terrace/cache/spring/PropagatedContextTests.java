package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** A task on another thread sees the context of the thread that captured it, and leaves none behind. */
class PropagatedContextTests {

    private record Seen(Map<String, String> mdc, Authentication user) {

        static Seen here() {
            return new Seen(
                    MDC.getCopyOfContextMap() == null ? Map.of() : MDC.getCopyOfContextMap(),
                    SecurityContextHolder.getContext().getAuthentication());
        }
    }

    private static final Authentication ADA = new TestingAuthenticationToken("ada", "secret");
    private static final Authentication BOB = new TestingAuthenticationToken("bob", "secret");

    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        other.shutdownNow();
        MDC.clear();
        SecurityContextHolder.clearContext();
    }

    private static void become(String request, Authentication user) {
        MDC.put("request", request);
        SecurityContextHolder.getContext().setAuthentication(user);
    }

    private Seen onOtherThread(UnaryOperator<Runnable> captured) throws Exception {
        AtomicReference<Seen> seen = new AtomicReference<>();
        run(captured.apply(() -> seen.set(Seen.here())));
        return seen.get();
    }

    private void run(Runnable task) throws Exception {
        other.submit(task).get(20, TimeUnit.SECONDS);
    }

    @Test
    void aTaskSeesWhatTheCallerHadWhenItWasCaptured() throws Exception {
        become("1", ADA);
        UnaryOperator<Runnable> captured = new PropagatedContext().capture();
        MDC.clear();
        SecurityContextHolder.clearContext();
        assertThat(onOtherThread(captured)).isEqualTo(new Seen(Map.of("request", "1"), ADA));
        assertThat(onOtherThread(captured))
                .as("as often as one likes")
                .isEqualTo(new Seen(Map.of("request", "1"), ADA));
        assertThat(onOtherThread(UnaryOperator.identity())).as("without").isEqualTo(new Seen(Map.of(), null));
    }

    @Test
    void theThreadGetsBackWhatItHad() throws Exception {
        run(() -> become("of the thread", BOB));
        become("1", ADA);
        assertThat(onOtherThread(new PropagatedContext().capture())).isEqualTo(new Seen(Map.of("request", "1"), ADA));
        assertThat(onOtherThread(UnaryOperator.identity()))
                .isEqualTo(new Seen(Map.of("request", "of the thread"), BOB));
    }

    @Test
    void theThreadGetsItBackWhenATaskFails() throws Exception {
        become("1", ADA);
        Runnable failing = new PropagatedContext().capture().apply(() -> {
            throw new IllegalStateException("the task");
        });
        assertThatIllegalStateException().isThrownBy(() -> {
            try {
                run(failing);
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        });
        assertThat(onOtherThread(UnaryOperator.identity())).isEqualTo(new Seen(Map.of(), null));
    }

    @Test
    void whatTheCallerDidNotHaveTheTaskDoesNotHaveEither() throws Exception {
        run(() -> become("of the thread", BOB));
        assertThat(onOtherThread(new PropagatedContext().capture())).isEqualTo(new Seen(Map.of(), null));
        assertThat(onOtherThread(UnaryOperator.identity()))
                .isEqualTo(new Seen(Map.of("request", "of the thread"), BOB));
    }
}

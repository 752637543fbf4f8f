package dev.terrace.cache.sample.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.sample.tour.OtherInstance.State;
import dev.terrace.cache.sample.tour.OtherInstance.View;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Starts and stops of the second instance that overlap, and starts that fail. */
class OtherInstanceTests {

    /** Each launch waits until it is let go; its port is its number. */
    private static final class Launches extends OtherLauncher {

        final List<ConfigurableApplicationContext> begun = new CopyOnWriteArrayList<>();
        final Semaphore entered = new Semaphore(0);
        final Semaphore mayEnd = new Semaphore(0);
        volatile Throwable failure;

        @SuppressWarnings("NullAway")
        Launches() {
            super(null, null, null);
        }

        @Override
        ConfigurableApplicationContext launch() {
            entered.release();
            mayEnd.acquireUninterruptibly();
            if (failure instanceof Error error) {
                throw error;
            }
            GenericApplicationContext context = new GenericApplicationContext();
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("port", Map.of("local.server.port", begun.size() + 1)));
            context.refresh();
            begun.add(context);
            return context;
        }
    }

    private final Launches launches = new Launches();
    private final OtherInstance other = new OtherInstance(launches);

    @AfterEach
    void end() throws InterruptedException {
        launches.mayEnd.release(2);
        other.destroy();
        assertThat(launches.begun).noneMatch(ConfigurableApplicationContext::isActive);
    }

    @Test
    void whatWasStoppedDuringItsLaunchIsNotTakenForTheNextOne() {
        other.start();
        launches.entered.acquireUninterruptibly();
        other.stop();
        other.start();
        launches.mayEnd.release();
        launches.entered.acquireUninterruptibly();

        assertThat(other.view()).isEqualTo(new View(State.STARTING, null, null));
        assertThat(launches.begun.get(0).isActive()).isFalse();

        launches.mayEnd.release();
        await().untilAsserted(() -> assertThat(other.view()).isEqualTo(new View(State.RUNNING, 2, null)));
    }

    @Test
    void whatWasStoppedDuringItsLaunchDoesNotRun() {
        other.start();
        launches.entered.acquireUninterruptibly();
        other.stop();

        launches.mayEnd.release();

        await().untilAsserted(() ->
                assertThat(launches.begun).hasSize(1).noneMatch(ConfigurableApplicationContext::isActive));
        assertThat(other.view()).isEqualTo(View.NONE);
    }

    @Test
    void anErrorIsAFailureToo() {
        launches.failure = new NoClassDefFoundError("some/Server");
        other.start();
        launches.mayEnd.release();
        await().untilAsserted(() -> assertThat(other.view()).isEqualTo(new View(State.FAILED, null, "some/Server")));

        launches.failure = null;
        other.start();
        launches.mayEnd.release();
        await().untilAsserted(() -> assertThat(other.view()).isEqualTo(new View(State.RUNNING, 1, null)));
    }
}

package dev.terrace.cache.testing;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A Redis in a container, published on one loopback port that it keeps over restarts. */
final class ContainerRedis implements RedisInstance {

    private static final int REDIS_PORT = 6379;

    private final RedisAddress address;
    private final GenericContainer<?> container;

    ContainerRedis(String image, RedisAddress address, List<String> arguments) {
        this.address = address;
        List<String> command =
                new ArrayList<>(List.of("redis-server", "--protected-mode", "no", "--save", "", "--appendonly", "no"));
        command.addAll(arguments);
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withCommand(command.toArray(String[]::new))
                .withStartupAttempts(1)
                .withStartupCheckStrategy(new NoStartupCheck())
                .waitingFor(new NoWait());
        container.setPortBindings(List.of("%s:%d:%d".formatted(RedisAddress.LOOPBACK, address.port(), REDIS_PORT)));
    }

    @Override
    public String kind() {
        return "container";
    }

    @Override
    public RedisAddress address() {
        return address;
    }

    @Override
    public void start() {
        if (container.getContainerId() == null) {
            container.start();
        } else {
            client().startContainerCmd(container.getContainerId()).exec();
        }
    }

    @Override
    public String reasonOfDeath() {
        return isRunning() ? "" : "the container ended: " + container.getLogs();
    }

    private boolean isRunning() {
        String id = container.getContainerId();
        return id != null
                && Boolean.TRUE.equals(
                        client().inspectContainerCmd(id).exec().getState().getRunning());
    }

    @Override
    public void kill() {
        if (isRunning()) {
            client().killContainerCmd(container.getContainerId()).exec();
            await().pollInterval(Duration.ofMillis(20)).until(() -> !isRunning());
        }
    }

    @Override
    public void pause() {
        client().killContainerCmd(id()).withSignal("SIGSTOP").exec();
    }

    @Override
    public void resume() {
        client().killContainerCmd(id()).withSignal("SIGCONT").exec();
    }

    private String id() {
        return Objects.requireNonNull(container.getContainerId(), "It is not running");
    }

    @Override
    public void dispose() {
        try {
            container.stop();
        } catch (NotFoundException e) {
            // Testcontainers' own hook was faster.
        } catch (DockerException e) {
            throw new IllegalStateException("The container could not be removed", e);
        }
    }

    private static DockerClient client() {
        return DockerClientFactory.lazyClient();
    }

    // TestRedis itself asks every kind for a PONG and for the reason if it does not come.

    private static final class NoStartupCheck extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient client, String containerId) {
            return StartupStatus.SUCCESSFUL;
        }
    }

    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }
}

package dev.terrace.cache.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** Whether containers can be had here, and the image with them. */
final class ContainerEngine {

    private static final String IMAGE_PROPERTY = "test.redis.image";
    private static final String DEFAULT_IMAGE = "redis:7.4-alpine";
    private static final int PULL_SECONDS = 60;

    private ContainerEngine() {}

    static String image() {
        return System.getProperty(IMAGE_PROPERTY, DEFAULT_IMAGE);
    }

    /** Why no container can be started, or an empty text if one can. Asked once: neither comes while tests run. */
    static String obstacle() {
        return Answer.OBSTACLE;
    }

    private static final class Answer {
        static final String OBSTACLE = findQuietly();
    }

    private static String find() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return "no container engine answers";
        }
        try {
            DockerClient client = DockerClientFactory.lazyClient();
            return isPresent(client) || isPulled(client) ? "" : "the image " + image() + " cannot be pulled";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted while the image was pulled";
        } catch (RuntimeException e) {
            return "the image " + image() + " cannot be pulled: " + e.getMessage();
        }
    }

    private static boolean isPresent(DockerClient client) {
        try {
            client.inspectImageCmd(image()).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Testcontainers itself would try for two minutes. */
    private static boolean isPulled(DockerClient client) throws InterruptedException {
        return client.pullImageCmd(image()).start().awaitCompletion(PULL_SECONDS, TimeUnit.SECONDS);
    }

    /** Testcontainers logs errors with stack traces where it finds no engine or image; here that is no error. */
    private static String findQuietly() {
        List<Logger> loggers = Stream.of("org.testcontainers", "tc", "com.github.dockerjava")
                .map(LoggerFactory::getLogger)
                .filter(Logger.class::isInstance)
                .map(Logger.class::cast)
                .toList();
        List<@Nullable Level> before =
                loggers.stream().<@Nullable Level>map(Logger::getLevel).toList();
        loggers.forEach(logger -> logger.setLevel(Level.OFF));
        try {
            return find();
        } finally {
            for (int i = 0; i < loggers.size(); i++) {
                loggers.get(i).setLevel(before.get(i));
            }
        }
    }
}

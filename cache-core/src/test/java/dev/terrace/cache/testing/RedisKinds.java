package dev.terrace.cache.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which kinds of Redis this machine has, the best one first. */
final class RedisKinds {

    private static final Logger LOG = LoggerFactory.getLogger(TestRedis.class);

    private static final int ATTEMPTS = 3;

    private RedisKinds() {}

    /** One that answers, for every test of this JVM. */
    static RedisInstance shared() {
        String url = System.getProperty(TestRedis.URL_PROPERTY, "");
        String forced = System.getProperty(TestRedis.KIND_PROPERTY, "");
        if (forced.equals("url") || (forced.isEmpty() && !url.isEmpty())) {
            RedisInstance given = new UrlRedis(RedisAddress.parse(url));
            TestRedis.awaitAnswer(given);
            LOG.info("Redis for tests: {} at {}", given.kind(), given.address());
            return given;
        }
        return startNew(List.of());
    }

    /** One that answers and is nobody else's. */
    static RedisInstance startNew(List<String> arguments) {
        String forced = System.getProperty(TestRedis.KIND_PROPERTY, "");
        return switch (forced) {
            case "", "url" -> startBest(arguments);
            case "container" -> startContainer(arguments);
            case "process" -> startProcess(() -> arguments);
            case "embedded" -> startEmbedded(() -> arguments);
            default ->
                throw new IllegalArgumentException("'%s' (%s) must be url, container, process or embedded"
                        .formatted(TestRedis.KIND_PROPERTY, forced));
        };
    }

    private static RedisInstance startBest(List<String> arguments) {
        if (ContainerEngine.obstacle().isEmpty()) {
            try {
                return startContainer(arguments);
            } catch (RuntimeException e) {
                LOG.warn("A container does not start, so a process is tried: {}", e.toString());
            }
        }
        return startLocal(() -> arguments);
    }

    /**
     * One that runs on this machine itself.
     *
     * @param arguments asked for at each attempt to start it
     */
    static RedisInstance startLocal(Supplier<List<String>> arguments) {
        return ProcessRedis.executable().isPresent() ? startProcess(arguments) : startEmbedded(arguments);
    }

    private static RedisInstance startContainer(List<String> arguments) {
        String obstacle = ContainerEngine.obstacle();
        if (!obstacle.isEmpty()) {
            throw new IllegalStateException("No Redis in a container: " + obstacle);
        }
        return started(() -> new ContainerRedis(ContainerEngine.image(), newAddress(arguments), arguments));
    }

    private static RedisInstance startProcess(Supplier<List<String>> arguments) {
        Optional<Path> executable = ProcessRedis.executable();
        if (executable.isEmpty()) {
            throw new IllegalStateException("There is no redis-server on the PATH");
        }
        return started(() -> process(executable.get(), arguments.get()));
    }

    private static RedisInstance startEmbedded(Supplier<List<String>> arguments) {
        return started(() -> embedded(arguments.get()));
    }

    private static RedisInstance process(Path executable, List<String> arguments) {
        return new ProcessRedis("process", executable, ProcessRedis.newDirectory(), newAddress(arguments), arguments);
    }

    private static RedisInstance embedded(List<String> arguments) {
        return EmbeddedRedis.create(newAddress(arguments), arguments);
    }

    /** A free port may be taken before the server has it: then another one is tried. */
    private static RedisInstance started(Supplier<RedisInstance> kind) {
        for (int attempt = 1; ; attempt++) {
            RedisInstance instance = kind.get();
            try {
                instance.start();
                TestRedis.awaitAnswer(instance);
                LOG.info("Redis for tests: {} at {}", instance.kind(), instance.address());
                return instance;
            } catch (RuntimeException e) {
                instance.dispose();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static RedisAddress newAddress(List<String> arguments) {
        return RedisAddress.local(freePort(), passwordIn(arguments));
    }

    private static @Nullable String passwordIn(List<String> arguments) {
        int option = arguments.indexOf("--requirepass");
        return option < 0 ? null : arguments.get(option + 1);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(RedisAddress.LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

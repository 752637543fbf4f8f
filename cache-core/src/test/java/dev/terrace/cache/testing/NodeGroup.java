package dev.terrace.cache.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.util.FileSystemUtils;
import redis.embedded.core.ExecutableProvider;

/**
 * Processes that belong together. Always processes: the {@code redis-server} on the PATH, or the binary of embedded-redis if
 * there is none or {@code -Dtest.redis.kind=embedded} asks for it. Containers are not used, since nodes tell each other and
 * their clients addresses that must be the same inside and outside.
 */
final class NodeGroup implements AutoCloseable {

    private static final int ATTEMPTS = 3;

    private final Path directory = ProcessRedis.newDirectory();
    private final List<TestNode> nodes = new ArrayList<>();
    private final JvmHook hook = new JvmHook("test-nodes-stop", this::dispose);
    private final String kind;
    private final Path executable;
    private boolean closed;

    NodeGroup() {
        boolean embedded = System.getProperty(TestRedis.KIND_PROPERTY, "").equals("embedded")
                || ProcessRedis.executable().isEmpty();
        kind = embedded ? "embedded" : "process";
        executable = embedded ? extracted() : ProcessRedis.executable().orElseThrow();
    }

    /** A port that is free at the time may be taken a moment later: then all begins anew. */
    static <T> T started(Supplier<T> start) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.get();
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Path extracted() {
        try {
            return ExecutableProvider.newJarResourceProvider(directory.toFile())
                    .get()
                    .toPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String kind() {
        return kind;
    }

    /** A server that is not started yet. */
    synchronized TestNode server(int port, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0"));
        all.addAll(Arrays.asList(arguments));
        return added(new ProcessRedis(kind, executable, newDirectory(port), address(port), all));
    }

    /** A Sentinel that is not started yet. */
    synchronized TestNode sentinel(int port, List<String> configuration) {
        Path file = newDirectory(port).resolve("sentinel.conf");
        try {
            Files.write(file, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return added(ProcessRedis.sentinel(kind, executable, address(port), file));
    }

    private TestNode added(RedisInstance instance) {
        if (closed) {
            throw new IllegalStateException("It is closed");
        }
        TestNode node = new TestNode(instance);
        nodes.add(node);
        return node;
    }

    private static RedisAddress address(int port) {
        return RedisAddress.local(port, null);
    }

    private Path newDirectory(int port) {
        try {
            return Files.createDirectory(directory.resolve(String.valueOf(port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        dispose();
        hook.remove();
    }

    private synchronized void dispose() {
        if (!closed) {
            closed = true;
            nodes.forEach(TestNode::dispose);
            FileSystemUtils.deleteRecursively(directory.toFile());
        }
    }
}

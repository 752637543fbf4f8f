package dev.terrace.cache.sample.redis;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * Starts a Redis for this machine only: it listens on the loopback interface, saves nothing, and stays small. The program is the
 * one that the library {@code embedded-redis} brings for this platform; if that does not run, the one on the PATH.
 */
final class RedisLauncher {

    private static final Duration START = Duration.ofSeconds(5);
    private static final int POLL_MILLIS = 20;
    private static final int PORT_ATTEMPTS = 3;

    private final Path directory;
    private final List<ExecutableProvider> programs;

    RedisLauncher(Path directory, List<ExecutableProvider> programs) {
        this.directory = directory;
        this.programs = List.copyOf(programs);
    }

    /** The bundled program, then that of the machine; output goes to this directory. */
    static RedisLauncher in(Path directory) {
        // The library is asked late: it throws for a platform it does not know.
        return new RedisLauncher(
                directory,
                List.of(
                        () -> ExecutableProvider.newJarResourceProvider(directory.toFile())
                                .get(),
                        () -> ExecutableProvider.newExecutableInPath("redis-server")
                                .get()));
    }

    /**
     * Starts a Redis, on this port if it is free.
     *
     * @throws IOException if no program runs, with what each of them said
     */
    RedisServer start(int preferredPort) throws IOException, InterruptedException {
        List<String> refusals = new ArrayList<>();
        for (ExecutableProvider program : programs) {
            for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
                try {
                    return start(program.get(), attempt == 0 && isFree(preferredPort) ? preferredPort : freePort());
                } catch (PortTakenException e) {
                    refusals.add(String.valueOf(e.getMessage()));
                } catch (IOException | RuntimeException e) {
                    refusals.add(String.valueOf(e.getMessage()));
                    break;
                }
            }
        }
        throw new IOException(String.join("; ", refusals));
    }

    /**
     * Starts a Redis on this port and no other.
     *
     * @throws IOException if the port is taken or no program runs
     */
    RedisServer startOn(int port) throws IOException, InterruptedException {
        RedisServer started = start(port);
        if (started.port() != port) {
            started.shutDown();
            throw new IOException("port %d is taken".formatted(port));
        }
        return started;
    }

    private RedisServer start(File program, int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(program, port))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .start();
        boolean kept = false;
        try {
            RedisServer server = awaitAnswer(process, port);
            if (!server.isRecentEnough()) {
                throw new IOException("%s is Redis %s; 6.2 or newer is needed".formatted(program, server.version()));
            }
            kept = true;
            return server;
        } finally {
            if (!kept) {
                process.destroyForcibly();
            }
        }
    }

    private List<String> command(File program, int port) {
        return List.of(
                program.getAbsolutePath(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--protected-mode",
                "yes",
                "--save",
                "",
                "--appendonly",
                "no",
                "--maxmemory",
                "128mb",
                "--maxmemory-policy",
                "volatile-lru",
                "--dir",
                directory.toString());
    }

    private static RedisServer awaitAnswer(Process process, int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<RedisServer> server = RedisServer.on(port);
            if (server.isPresent()) {
                if (server.get().pid() != process.pid()) {
                    throw new PortTakenException("another Redis was first on port " + port);
                }
                return server.get();
            }
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new PortTakenException("redis-server on port %d ended with status %d; see redis.log"
                        .formatted(port, process.exitValue()));
            }
        }
        throw new IOException("redis-server did not answer on port %d within %s".formatted(port, START));
    }

    private static boolean isFree(int port) {
        if (port <= 0) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Worth another try on another port. */
    private static final class PortTakenException extends IOException {

        private static final long serialVersionUID = 1L;

        PortTakenException(String message) {
            super(message);
        }
    }
}

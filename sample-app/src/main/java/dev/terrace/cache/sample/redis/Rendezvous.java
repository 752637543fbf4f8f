package dev.terrace.cache.sample.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Where instances read which Redis they share: a file, replaced as a whole, in a directory that only its owner may enter. It
 * stays when the Redis has ended, so that the next one takes the same port and instances that still run find it again.
 *
 * @param port where the Redis listens, or listened
 * @param runId which Redis that was
 */
record Rendezvous(int port, String runId) {

    /** The one published in this directory; empty if there is none or it is not readable as one. */
    static Optional<Rendezvous> in(Path directory) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file(directory))) {
            properties.load(in);
            return Optional.of(new Rendezvous(
                    Integer.parseInt(properties.getProperty("port", "")), properties.getProperty("run-id", "")));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The Redis meant, if it runs; never another one that came to its port. */
    Optional<RedisServer> server() {
        return RedisServer.on(port).filter(server -> server.runId().equals(runId));
    }

    static void publish(Path directory, RedisServer server) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("port", Integer.toString(server.port()));
        properties.setProperty("run-id", server.runId());
        properties.setProperty("pid", Long.toString(server.pid()));
        // Temporary files are made readable to their owner alone.
        Path draft = Files.createTempFile(directory, "redis", ".tmp");
        try (OutputStream out = Files.newOutputStream(draft)) {
            properties.store(out, "The Redis that the instances of Terrace's sample share");
        }
        Files.move(draft, file(directory), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path file(Path directory) {
        return directory.resolve("redis.properties");
    }
}

package dev.terrace.cache.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The process of the Redis that instances started in a directory, seen from outside. */
final class EmbeddedRedis {

    private EmbeddedRedis() {}

    static Optional<ProcessHandle> in(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith("redis.properties"))
                    .findFirst()
                    .flatMap(EmbeddedRedis::process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ProcessHandle> process(Path rendezvous) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(rendezvous)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ProcessHandle.of(Long.parseLong(properties.getProperty("pid"))).filter(ProcessHandle::isAlive);
    }
}

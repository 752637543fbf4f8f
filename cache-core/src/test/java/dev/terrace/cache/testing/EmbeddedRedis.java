package dev.terrace.cache.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** The binary that {@code embedded-redis} carries, for a machine that has neither an engine nor a server. */
final class EmbeddedRedis {

    private EmbeddedRedis() {}

    static RedisInstance create(RedisAddress address, List<String> arguments) {
        Path directory = ProcessRedis.newDirectory();
        try {
            Path executable = ExecutableProvider.newJarResourceProvider(directory.toFile())
                    .get()
                    .toPath();
            return new ProcessRedis("embedded", executable, directory, address, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

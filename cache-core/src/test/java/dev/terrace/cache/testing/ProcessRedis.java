package dev.terrace.cache.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** A {@code redis-server} as a child process, on loopback, keeping nothing. */
final class ProcessRedis implements RedisInstance {

    private static final String EXECUTABLE = "redis-server";

    private final String kind;
    private final RedisAddress address;
    private final Path directory;
    private final List<String> command = new ArrayList<>();
    private @Nullable Process process;

    /**
     * @param executable the server's binary
     * @param directory of its own; removed by {@link #dispose()}
     */
    ProcessRedis(String kind, Path executable, Path directory, RedisAddress address, List<String> arguments) {
        this(kind, directory, address);
        command.add(executable.toString());
        command.addAll(List.of("--port", String.valueOf(address.port()), "--bind", RedisAddress.LOOPBACK));
        command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", directory.toString()));
        command.addAll(arguments);
    }

    private ProcessRedis(String kind, Path directory, RedisAddress address) {
        this.kind = kind;
        this.address = address;
        this.directory = directory;
    }

    /** A Sentinel, whose configuration file says everything and is rewritten by it. */
    static ProcessRedis sentinel(String kind, Path executable, RedisAddress address, Path configuration) {
        ProcessRedis sentinel = new ProcessRedis(kind, configuration.getParent(), address);
        sentinel.command.addAll(List.of(executable.toString(), configuration.toString(), "--sentinel"));
        return sentinel;
    }

    /** The {@code redis-server} on the PATH, if there is one. */
    static Optional<Path> executable() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, EXECUTABLE))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Path newDirectory() {
        try {
            return Files.createTempDirectory("terrace-redis-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public RedisAddress address() {
        return address;
    }

    @Override
    public void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String reasonOfDeath() {
        if (process != null && process.isAlive()) {
            return "";
        }
        try {
            List<String> lines = Files.readAllLines(log());
            return "it ended: " + String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "it ended: " + e;
        }
    }

    private Path log() {
        return directory.resolve("redis.log");
    }

    @Override
    public void kill() {
        if (process != null) {
            await(process.destroyForcibly());
        }
    }

    @Override
    public void pause() {
        signal("STOP");
    }

    @Override
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        if (process == null) {
            throw new IllegalStateException("It is not running");
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
            if (await(kill) != 0) {
                throw new IllegalStateException("It could not be sent a " + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int await(Process process) {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("A process does not end: " + process.pid());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a process was to end", e);
        }
    }

    @Override
    public void dispose() {
        kill();
        FileSystemUtils.deleteRecursively(directory.toFile());
    }
}

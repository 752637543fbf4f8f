package dev.terrace.cache.sample.redis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Redis that all instances of one directory use. One of them owns it, which means: holds a lock on a file. The owner starts
 * it and stops it. The system releases the lock when the owner dies, however it dies; then the next instance to start becomes the
 * owner, of the Redis that was left if that still runs. So none is left behind by more than one start.
 *
 * <p>Those who do not own it go on without it when the owner ends.
 */
final class SharedRedis implements RedisSwitch, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(3);
    private static final long POLL_MILLIS = 50;

    private final Path directory;
    private final RedisLauncher launcher;
    private volatile RedisServer server;
    private @Nullable FileChannel ownership;

    private SharedRedis(Path directory, RedisLauncher launcher, RedisServer server, @Nullable FileChannel ownership) {
        this.directory = directory;
        this.launcher = launcher;
        this.server = server;
        this.ownership = ownership;
    }

    /**
     * Finds the Redis of this directory, or starts it.
     *
     * @throws IOException if there is none and none can be started; the message says why
     */
    static SharedRedis join(Path directory, RedisLauncher launcher) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            FileChannel ownership = tryOwn(directory);
            if (ownership != null) {
                return own(directory, launcher, ownership);
            }
            Optional<RedisServer> running = Rendezvous.in(directory).flatMap(Rendezvous::server);
            if (running.isPresent()) {
                return new SharedRedis(directory, launcher, running.get(), null);
            }
            // The owner is about to start it, or to stop it.
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } while (System.nanoTime() < deadline);
        throw new IOException("the instance that owns it runs, but its Redis does not answer");
    }

    private static @Nullable FileChannel tryOwn(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("redis.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another application in this very process owns it.
            return null;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock != null ? channel : null;
    }

    private static SharedRedis own(Path directory, RedisLauncher launcher, FileChannel ownership)
            throws IOException, InterruptedException {
        boolean kept = false;
        try {
            Optional<Rendezvous> last = Rendezvous.in(directory);
            Optional<RedisServer> orphan = last.flatMap(Rendezvous::server);
            SharedRedis redis = new SharedRedis(
                    directory,
                    launcher,
                    orphan.isPresent()
                            ? orphan.get()
                            : launcher.start(last.map(Rendezvous::port).orElse(0)),
                    ownership);
            try {
                Rendezvous.publish(directory, redis.server);
                kept = true;
            } finally {
                if (!kept) {
                    redis.close();
                }
            }
            return redis;
        } finally {
            if (!kept) {
                ownership.close();
            }
        }
    }

    @Override
    public int port() {
        return server.port();
    }

    long pid() {
        return server.pid();
    }

    @Override
    public synchronized boolean isOwned() {
        return ownership != null;
    }

    @Override
    public boolean isOn() {
        return running().isPresent();
    }

    private Optional<RedisServer> running() {
        return new Rendezvous(server.port(), server.runId()).server();
    }

    @Override
    public synchronized void turnOn() throws IOException, InterruptedException {
        requireOwned();
        if (isOn()) {
            return;
        }
        // The instances know it by its port.
        server = launcher.startOn(server.port());
        Rendezvous.publish(directory, server);
    }

    @Override
    public synchronized void turnOff() throws IOException {
        requireOwned();
        stop();
    }

    private void requireOwned() throws IOException {
        if (ownership == null) {
            throw new IOException("another instance owns the Redis on port " + server.port());
        }
    }

    /** Stops the Redis if this instance owns it. May be called more than once. */
    @Override
    public synchronized void close() throws IOException {
        FileChannel held = ownership;
        ownership = null;
        if (held == null) {
            return;
        }
        try (held) {
            stop();
        }
    }

    private void stop() {
        Optional<ProcessHandle> process = ProcessHandle.of(server.pid());
        try {
            if (running().isEmpty()) {
                return;
            }
            server.shutDown();
        } catch (IOException e) {
            // Not by asking, then.
        }
        process.ifPresent(SharedRedis::awaitEnd);
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (Exception e) {
            process.destroyForcibly();
        }
    }
}

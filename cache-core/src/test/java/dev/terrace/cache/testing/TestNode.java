package dev.terrace.cache.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** One process of a {@link TestCluster} or {@link TestSentinel}. Thread-safe; every method blocks until it is done. */
public final class TestNode {

    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(5);

    private final RedisInstance instance;
    private volatile boolean paused;

    TestNode(RedisInstance instance) {
        this.instance = instance;
    }

    /** Host and port, {@code 127.0.0.1:6379}. */
    public String address() {
        return instance.address().toString();
    }

    public int port() {
        return instance.address().port();
    }

    /** The reply to a command, as {@link TestRedis#cli} gives it. */
    public String cli(String... command) {
        try (RespClient client = new RespClient(instance.address(), REPLY_TIMEOUT)) {
            return client.call(command);
        } catch (IOException e) {
            throw new UncheckedIOException("%s does not answer".formatted(this), e);
        }
    }

    /** The value of a field of INFO, or an empty text if there is none. */
    public String info(String section, String field) {
        return cli("INFO", section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** Whether it runs and takes itself for a primary. */
    public boolean isPrimary() {
        return isRunning() && info("replication", "role").equals("master");
    }

    /** Whether it is a replica that holds what its primary held a moment ago. */
    public boolean isConnectedReplica() {
        return isRunning() && info("replication", "master_link_status").equals("up");
    }

    /** How far it has come in the stream of changes, its own or its primary's. */
    long offset() {
        return Long.parseLong(info("replication", "master_repl_offset"));
    }

    /** Whether it was neither ended nor halted. */
    public boolean isRunning() {
        return !paused && instance.reasonOfDeath().isEmpty();
    }

    /** Halts it: connections stay, nothing is answered until {@link #resume()}. */
    public synchronized void pause() {
        instance.pause();
        paused = true;
    }

    public synchronized void resume() {
        instance.resume();
        paused = false;
    }

    /** Ends it by SIGKILL. */
    public synchronized void kill() {
        instance.kill();
        paused = false;
    }

    /** Runs it, empty; returns when it answers. */
    synchronized void start() {
        instance.start();
        TestRedis.awaitAnswer(instance);
    }

    synchronized void dispose() {
        instance.dispose();
    }

    @Override
    public String toString() {
        return address();
    }

    /** The reply, which must be OK. */
    void require(String... command) {
        String reply = cli(command);
        if (!reply.equals("OK")) {
            throw new IllegalStateException("%s answers %s with %s".formatted(this, command[0], reply));
        }
    }
}

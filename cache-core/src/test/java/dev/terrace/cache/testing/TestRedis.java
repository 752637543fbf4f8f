package dev.terrace.cache.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis for tests, the first of these that there is:
 *
 * <ol>
 *   <li>{@code -Dtest.redis.url=redis://[user:password@]host:port[/db]}: nothing is started;
 *   <li>a container, if an engine answers and has or can pull {@code -Dtest.redis.image} (default
 *       {@code redis:7.4-alpine});
 *   <li>a {@code redis-server} on the PATH;
 *   <li>the binary of embedded-redis.
 * </ol>
 *
 * {@code -Dtest.redis.kind=url|container|process|embedded} asks for one of them and fails if it cannot be had. Whatever is
 * started listens on loopback only, keeps nothing over a restart, and ends with the JVM at the latest. Which one it is goes
 * to the log in one line. Thread-safe; every method blocks until it is done.
 */
public final class TestRedis implements AutoCloseable {

    static final String URL_PROPERTY = "test.redis.url";
    static final String KIND_PROPERTY = "test.redis.kind";

    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private final RedisInstance instance;
    private final JvmHook hook = new JvmHook("test-redis-stop", this::dispose);
    private final boolean shared;
    private boolean closed;

    private TestRedis(RedisInstance instance, boolean shared) {
        this.instance = instance;
        this.shared = shared;
    }

    /** The one of this JVM. Leave it running; {@link #close()} does nothing to it. */
    public static TestRedis shared() {
        return Shared.INSTANCE;
    }

    private static final class Shared {
        static final TestRedis INSTANCE = new TestRedis(RedisKinds.shared(), true);
    }

    /**
     * One of its own, for a test that ends it, halts it or configures it: never the one of {@code test.redis.url}.
     *
     * @param serverArguments as on the command line of the server, such as {@code "--maxmemory", "2mb"}
     */
    public static TestRedis start(String... serverArguments) {
        return new TestRedis(RedisKinds.startNew(List.of(serverArguments)), false);
    }

    /** As {@link #start}, but never in a container, so that several of them reach each other. */
    public static TestRedis startLocal(String... serverArguments) {
        return startLocal(() -> List.of(serverArguments));
    }

    /** @param serverArguments asked for at each attempt to start it */
    static TestRedis startLocal(Supplier<List<String>> serverArguments) {
        return new TestRedis(RedisKinds.startLocal(serverArguments), false);
    }

    /** One of its own that lets in only who knows this password. */
    public static TestRedis startWithPassword(String password) {
        return start("--requirepass", password);
    }

    /** What it is: {@code url}, {@code container}, {@code process} or {@code embedded}. */
    public String kind() {
        return instance.kind();
    }

    public String host() {
        return instance.address().host();
    }

    public int port() {
        return instance.address().port();
    }

    /** Host and port, {@code 127.0.0.1:6379}. */
    public String address() {
        return instance.address().toString();
    }

    /** The password, or null if it asks for none. */
    public @Nullable String password() {
        return instance.address().password();
    }

    /** The URL that lets a client in, {@code redis://:secret@127.0.0.1:6379}; the database only if it is not 0. */
    public String url() {
        RedisAddress address = instance.address();
        String user = address.user() == null ? "" : encoded(address.user());
        String credentials = address.password() == null ? "" : user + ":" + encoded(address.password()) + "@";
        return "redis://" + credentials + address + (address.database() == 0 ? "" : "/" + address.database());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Ends it by SIGKILL; its port refuses connections until {@link #restart()}. */
    public synchronized void kill() {
        instance.kill();
    }

    /** Halts it: connections stay open and can be made, but nothing is answered until {@link #resume()}. */
    public synchronized void pause() {
        instance.pause();
    }

    /** Lets a halted one go on, with what was sent meanwhile. */
    public synchronized void resume() {
        instance.resume();
    }

    /** Ends it, if it is running, and starts it again, empty, on the same port; returns when it answers. */
    public synchronized void restart() {
        restartUnanswered();
        awaitAnswer();
    }

    /** As {@link #restart}, but returns at once. It reads what it was told to SAVE before, which takes its time. */
    public synchronized void restartUnanswered() {
        if (closed) {
            throw new IllegalStateException("It is closed");
        }
        instance.kill();
        instance.start();
    }

    /** Returns when it answers. */
    public void awaitAnswer() {
        awaitAnswer(instance);
    }

    /** Removes all data; of somebody else's server only the database of the URL. */
    public void flush() {
        String reply = cli(kind().equals("url") ? "FLUSHDB" : "FLUSHALL");
        if (!reply.equals("OK")) {
            throw new IllegalStateException("It was not emptied: " + reply);
        }
    }

    /**
     * The reply to a command, sent over a connection of its own: an error behind {@code (error)}, {@code (nil)} for none, an
     * array line by line.
     *
     * @throws UncheckedIOException if it does not answer within five seconds
     */
    public String cli(String... command) {
        return cli(REPLY_TIMEOUT, command);
    }

    String cli(Duration timeout, String... command) {
        try (RespClient client = new RespClient(instance.address(), timeout)) {
            return client.call(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it and waits for its end; nothing for a closed one, the shared one, and one that was not started here. */
    @Override
    public void close() {
        if (!shared) {
            dispose();
            hook.remove();
        }
    }

    private synchronized void dispose() {
        if (!closed) {
            closed = true;
            instance.dispose();
        }
    }

    static void awaitAnswer(RedisInstance instance) {
        await("Redis answers")
                .atMost(START_TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> isAnswering(instance));
    }

    private static boolean isAnswering(RedisInstance instance) throws IOException {
        String death = instance.reasonOfDeath();
        if (!death.isEmpty()) {
            throw new IllegalStateException("A Redis of kind %s does not start: %s".formatted(instance.kind(), death));
        }
        try (RespClient client = new RespClient(instance.address(), Duration.ofSeconds(1))) {
            return client.call("PING").equals("PONG");
        }
    }
}

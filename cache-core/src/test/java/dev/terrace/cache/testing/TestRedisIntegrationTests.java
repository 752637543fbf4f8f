package dev.terrace.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestRedisIntegrationTests {

    private static final Duration IMPATIENT = Duration.ofMillis(300);

    @Test
    void theSharedOneAnswersAndIsOne() {
        TestRedis redis = TestRedis.shared();
        assertThat(redis.cli("PING")).isEqualTo("PONG");
        assertThat(TestRedis.shared()).isSameAs(redis);
        redis.close();
        assertThat(redis.cli("PING")).isEqualTo("PONG");
    }

    @Test
    void theKindAskedForIsTheKindThatRuns() {
        String asked = System.getProperty(TestRedis.KIND_PROPERTY, "");
        String url = System.getProperty(TestRedis.URL_PROPERTY, "");
        String kind = TestRedis.shared().kind();
        assertThat(kind).isIn("url", "container", "process", "embedded");
        if (!asked.isEmpty() || !url.isEmpty()) {
            assertThat(kind).isEqualTo(asked.isEmpty() ? "url" : asked);
        }
        if (kind.equals("url")) {
            assertThat(TestRedis.shared().url()).isEqualTo(url);
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(TestRedis.shared()::kill);
        }
    }

    @Test
    void oneOfItsOwnIsNeverTheSharedOne() {
        try (TestRedis redis = TestRedis.start()) {
            assertThat(redis.kind()).isNotEqualTo("url");
            assertThat(redis.address()).isEqualTo("127.0.0.1:" + redis.port());
            assertThat(redis.url()).isEqualTo("redis://" + redis.address());
            assertThat(redis.password()).isNull();
            redis.cli("SET", "only-here", "1");
            assertThat(TestRedis.shared().cli("GET", "only-here")).isEqualTo("(nil)");
        }
    }

    @Test
    void itListensOnLoopbackOnly() throws IOException {
        try (TestRedis redis = TestRedis.start()) {
            for (String other : otherAddresses()) {
                assertThatExceptionOfType(IOException.class)
                        .as("Connecting to %s", other)
                        .isThrownBy(() -> new RespClient(
                                        new RedisAddress(other, redis.port(), null, null, 0), Duration.ofSeconds(1))
                                .close());
            }
        }
    }

    @Test
    void repliesOfEveryTypeAreText() {
        try (TestRedis redis = TestRedis.start()) {
            assertThat(redis.cli("SET", "text", "h\u00e9llo\r\nworld")).isEqualTo("OK");
            assertThat(redis.cli("GET", "text")).isEqualTo("h\u00e9llo\r\nworld");
            assertThat(redis.cli("GET", "absent")).isEqualTo("(nil)");
            assertThat(redis.cli("GET", "")).isEqualTo("(nil)");
            assertThat(redis.cli("RPUSH", "list", "a", "", "c")).isEqualTo("3");
            assertThat(redis.cli("LRANGE", "list", "0", "-1")).isEqualTo("a\n\nc");
            assertThat(redis.cli("INCR", "text")).startsWith("(error) ERR");
            redis.flush();
            assertThat(redis.cli("DBSIZE")).isEqualTo("0");
        }
    }

    @Test
    void aPasswordIsAskedForAndGiven() {
        try (TestRedis redis = TestRedis.startWithPassword("s3cret/@:")) {
            assertThat(redis.cli("PING")).isEqualTo("PONG");
            assertThat(redis.password()).isEqualTo("s3cret/@:");
            assertThat(redis.url()).isEqualTo("redis://:s3cret%2F%40%3A@" + redis.address());
            assertThat(RedisAddress.parse(redis.url()).password()).isEqualTo(redis.password());
            RedisAddress without = RedisAddress.local(redis.port(), null);
            assertThat(ping(without)).startsWith("(error) NOAUTH");
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> ping(RedisAddress.local(redis.port(), "wrong")))
                    .withMessageContaining("WRONGPASS");
        }
    }

    @Test
    void serverArgumentsReachTheServer() {
        try (TestRedis redis = TestRedis.start("--maxmemory", "2mb")) {
            assertThat(redis.cli("CONFIG", "GET", "maxmemory")).isEqualTo("maxmemory\n2097152");
        }
    }

    @Test
    void aRestartKeepsThePortAndNothingElse() {
        try (TestRedis redis = TestRedis.start()) {
            int port = redis.port();
            String run = runId(redis);
            redis.cli("SET", "k", "v");
            redis.restart();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.cli("GET", "k")).isEqualTo("(nil)");
            assertThat(runId(redis)).isNotEqualTo(run);
        }
    }

    @Test
    void aKilledOneRefusesConnectionsUntilItIsRestarted() {
        try (TestRedis redis = TestRedis.start()) {
            redis.kill();
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> redis.cli("PING"))
                    .withCauseInstanceOf(ConnectException.class);
            redis.kill();
            redis.restart();
            assertThat(redis.cli("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aPausedOneIsSilentUntilItIsResumed() {
        try (TestRedis redis = TestRedis.start()) {
            redis.pause();
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> redis.cli(IMPATIENT, "PING"))
                    .withCauseInstanceOf(SocketTimeoutException.class);
            redis.resume();
            await().until(() -> redis.cli("PING").equals("PONG"));
        }
    }

    @Test
    void aPausedOneCanBeClosedAndClosingTwiceIsOnce() {
        TestRedis redis = TestRedis.start();
        redis.pause();
        redis.close();
        redis.close();
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> redis.cli("PING"));
        assertThatIllegalStateException().isThrownBy(redis::restart);
    }

    @Test
    void aServerThatDoesNotStartSaysWhy() {
        assertThatIllegalStateException()
                .isThrownBy(() -> TestRedis.start("--no-such-option", "1"))
                .withMessageContaining("no-such-option");
    }

    private static String ping(RedisAddress address) {
        try (RespClient client = new RespClient(address, Duration.ofSeconds(5))) {
            return client.call("PING");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> otherAddresses() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static String runId(TestRedis redis) {
        return redis.cli("INFO", "server")
                .lines()
                .filter(line -> line.startsWith("run_id:"))
                .findFirst()
                .orElseThrow();
    }
}

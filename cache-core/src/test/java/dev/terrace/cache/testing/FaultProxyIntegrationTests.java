package dev.terrace.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.testing.FaultProxy.Direction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyIntegrationTests {

    private static final Duration PATIENT = Duration.ofSeconds(5);
    private static final Duration IMPATIENT = Duration.ofMillis(200);

    private static TestRedis redis;
    private FaultProxy proxy;

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void open() {
        proxy = new FaultProxy(redis.address());
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private RespClient client(Duration timeout) throws IOException {
        return new RespClient(RedisAddress.local(proxy.port(), null), timeout);
    }

    @Test
    void aGoodLineForwardsBothWays() throws IOException {
        try (RespClient client = client(PATIENT)) {
            String large = "x".repeat(1_000_000);
            assertThat(client.call("SET", "large", large)).isEqualTo("OK");
            assertThat(client.call("GET", "large")).isEqualTo(large);
            assertThat(redis.cli("GET", "large")).isEqualTo(large);
            assertThat(proxy.connections()).isEqualTo(1);
        }
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void whoIsConnectedStaysWhileNewOnesAreRefused() throws IOException {
        try (RespClient client = client(PATIENT)) {
            assertThat(client.call("PING")).isEqualTo("PONG");
            proxy.refuse();
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> client(PATIENT));
            assertThat(client.call("PING")).isEqualTo("PONG");
            proxy.heal();
            try (RespClient other = client(PATIENT)) {
                assertThat(other.call("PING")).isEqualTo("PONG");
            }
        }
    }

    @Test
    void aCutEndsConnectionsAndNewOnesCanBeMade() throws IOException {
        try (RespClient client = client(PATIENT)) {
            assertThat(client.call("PING")).isEqualTo("PONG");
            proxy.cut();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> client.call("PING"))
                    .isNotInstanceOf(SocketTimeoutException.class);
            try (RespClient other = client(PATIENT)) {
                assertThat(other.call("PING")).isEqualTo("PONG");
            }
        }
    }

    @Test
    void aHalfOpenLineBringsCommandsButNoReplies() throws IOException {
        try (RespClient client = client(IMPATIENT)) {
            assertThat(client.call("SET", "half", "before")).isEqualTo("OK");
            proxy.silence(Direction.TO_CLIENT);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> client.call("SET", "half", "open"));
            await().until(() -> redis.cli("GET", "half").equals("open"));
        }
    }

    @Test
    void aSilentLineBringsNothingUntilItIsHealed() throws IOException {
        try (RespClient client = client(IMPATIENT)) {
            assertThat(client.call("SET", "held", "before")).isEqualTo("OK");
            proxy.silence(Direction.TO_SERVER, Direction.TO_CLIENT);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> client.call("SET", "held", "after"));
            try (RespClient other = client(IMPATIENT)) {
                assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> other.call("PING"));
            }
            assertThat(redis.cli("GET", "held")).isEqualTo("before");
            proxy.heal();
            await().until(() -> redis.cli("GET", "held").equals("after"));
        }
    }

    @Test
    void aDelayHoldsUpEachWay() throws IOException {
        try (RespClient client = client(PATIENT)) {
            assertThat(client.call("PING")).isEqualTo("PONG");
            proxy.delay(Duration.ofMillis(100));
            long start = System.nanoTime();
            assertThat(client.call("PING")).isEqualTo("PONG");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void aResetInTheMiddleOfAReplyIsOneAndOnlyOne() throws IOException {
        redis.cli("SET", "text", "a text of some length");
        try (RespClient client = client(PATIENT)) {
            proxy.resetInReply(6);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.call("GET", "text"));
        }
        try (RespClient client = client(PATIENT)) {
            assertThat(client.call("GET", "text")).isEqualTo("a text of some length");
        }
    }

    @Test
    void whatIsDeadStaysDeadAndNewConnectionsAreGood() throws IOException {
        try (RespClient client = client(IMPATIENT)) {
            assertThat(client.call("SET", "dead", "before")).isEqualTo("OK");
            proxy.deaden();
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> client.call("SET", "dead", "after"));
            proxy.heal();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.call("PING"));
            try (RespClient other = client(PATIENT)) {
                assertThat(other.call("GET", "dead")).isEqualTo("before");
            }
            assertThat(proxy.disturbances()).isEqualTo(2);
        }
    }

    @Test
    void newConnectionsCanBeLedToAnotherServer() throws IOException {
        redis.cli("SET", "which", "the one");
        try (TestRedis other = TestRedis.start();
                RespClient before = client(PATIENT)) {
            assertThat(before.call("GET", "which")).isEqualTo("the one");
            proxy.divert(other.address());
            try (RespClient diverted = client(PATIENT)) {
                assertThat(diverted.call("GET", "which")).isEqualTo("(nil)");
            }
            assertThat(before.call("GET", "which")).isEqualTo("the one");
            proxy.heal();
            try (RespClient after = client(PATIENT)) {
                assertThat(after.call("GET", "which")).isEqualTo("the one");
            }
        }
    }

    @Test
    void aServerThatIsAwayIsNoticed() throws IOException {
        try (TestRedis other = TestRedis.start();
                FaultProxy toOther = new FaultProxy(other.address())) {
            other.kill();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                try (RespClient client = new RespClient(RedisAddress.local(toOther.port(), null), PATIENT)) {
                    client.call("PING");
                }
            });
        }
    }

    @Test
    void nothingIsLeftAfterClose() throws IOException {
        try (RespClient client = client(PATIENT)) {
            assertThat(client.call("PING")).isEqualTo("PONG");
            proxy.silence(Direction.TO_SERVER);
            proxy.close();
            assertThat(proxy.connections()).isZero();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.call("PING"));
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> client(PATIENT));
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("fault-proxy")));
        }
    }
}

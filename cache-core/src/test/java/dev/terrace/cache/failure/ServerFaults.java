package dev.terrace.cache.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.testing.RespClient;
import dev.terrace.cache.testing.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What can happen to the server itself. */
final class ServerFaults {

    private ServerFaults() {}

    static Struck killed(Scene scene) {
        TestRedis redis = scene.redis();
        redis.kill();
        return new Struck(
                () -> assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> redis.cli("PING")),
                redis::restart);
    }

    static Struck frozen(Scene scene) {
        TestRedis redis = scene.redis();
        redis.pause();
        return new Struck(
                () -> {
                    try (RespClient client = RespClient.to(redis.url(), Duration.ofMillis(100))) {
                        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.call("PING"));
                    }
                },
                redis::resume);
    }

    /** It reads what it has saved, and takes as long as the fault is to last. */
    static Struck loading(Scene scene) throws IOException {
        TestRedis redis = scene.redis();
        try (RespClient client = scene.client()) {
            for (int i = 0; i < 1_000; i++) {
                client.call("SET", "filler:" + i, "x".repeat(1_000));
            }
            assertThat(client.call("SAVE")).isEqualTo("OK");
        }
        redis.restartUnanswered();
        await().ignoreExceptions().until(() -> redis.cli("PING").contains("LOADING"));
        return new Struck(() -> assertThat(redis.cli("PING")).contains("LOADING"), () -> {
            assertThat(redis.cli("CONFIG", "SET", "key-load-delay", "0")).isEqualTo("OK");
            redis.awaitAnswer();
            assertThat(scene.cli("EXISTS", "filler:1")).isEqualTo("1");
        });
    }

    /** Somebody's script does not end. */
    static Struck busy(Scene scene) throws Exception {
        TestRedis redis = scene.redis();
        RespClient other = scene.client();
        CompletableFuture<String> script = CompletableFuture.supplyAsync(() -> {
            try (other) {
                return other.call("EVAL", "while true do end", "0");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        await().until(() -> redis.cli("PING").contains("BUSY"));
        return new Struck(() -> assertThat(redis.cli("PING")).contains("BUSY"), () -> {
            assertThat(redis.cli("SCRIPT", "KILL")).isEqualTo("OK");
            assertThat(script.get(10, TimeUnit.SECONDS)).contains("Script killed by user");
        });
    }

    /** All connections end, and others have taken their places. */
    static Struck tooManyClients(Scene scene) throws IOException {
        RespClient other = scene.client();
        // What a server takes by itself depends on the files that it may open.
        String before =
                other.call("CONFIG", "GET", "maxclients").lines().toList().get(1);
        assertThat(other.call("CONFIG", "SET", "maxclients", "1")).isEqualTo("OK");
        other.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        other.call("CLIENT", "KILL", "TYPE", "pubsub");
        return new Struck(() -> assertThat(scene.redis().cli("PING")).contains("max number of clients reached"), () -> {
            try (other) {
                assertThat(other.call("CONFIG", "SET", "maxclients", before)).isEqualTo("OK");
            }
        });
    }

    /** Values are refused; what needs no room still works. */
    static Struck full(Scene scene) throws IOException {
        scene.cli("CONFIG", "SET", "maxmemory", "1000000");
        return new Struck(
                () -> assertThat(scene.cli("SET", "another", "v")).contains("OOM command not allowed"),
                () -> scene.cli("CONFIG", "SET", "maxmemory", "0"));
    }

    /** Whatever is stored is evicted at once, control keys included. */
    static Struck evicting(Scene scene) throws IOException {
        long before = scene.info("stats", "evicted_keys");
        scene.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        scene.cli("CONFIG", "SET", "maxmemory", "1000000");
        return new Struck(() -> assertThat(scene.info("stats", "evicted_keys")).isGreaterThan(before + 5), () -> {
            scene.cli("CONFIG", "SET", "maxmemory", "0");
            scene.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
        });
    }
}

package dev.terrace.cache.failure;

import static dev.terrace.cache.testing.FaultProxy.Direction.TO_CLIENT;
import static dev.terrace.cache.testing.FaultProxy.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.testing.FaultProxy;
import dev.terrace.cache.testing.FaultProxy.Direction;
import dev.terrace.cache.testing.RespClient;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;

/** What can happen on the way to the server. */
final class LineFaults {

    private static final Duration SHORT_DELAY = Duration.ofMillis(20);

    private LineFaults() {}

    static Struck refused(Scene scene) {
        FaultProxy line = scene.line();
        line.refuse();
        line.cut();
        return new Struck(() -> assertThat(line.connections()).isZero(), line::heal);
    }

    /** Nothing gets through, in either direction; what was sent arrives in the end. */
    static Struck silent(Scene scene) {
        return silenced(scene, Direction.values());
    }

    static Struck commandsHeldBack(Scene scene) {
        return silenced(scene, TO_SERVER);
    }

    static Struck repliesHeldBack(Scene scene) {
        return silenced(scene, TO_CLIENT);
    }

    private static Struck silenced(Scene scene, Direction... directions) {
        FaultProxy line = scene.line();
        line.silence(directions);
        return new Struck(() -> assertThat(line.disturbances()).isPositive(), line::heal);
    }

    /** A firewall has forgotten the connections: nobody tells the client, and new ones are good. */
    static Struck dead(Scene scene) {
        scene.line().deaden();
        return Struck.once(() -> assertThat(scene.line().disturbances()).isPositive());
    }

    static Struck tooSlow(Scene scene) {
        return delayed(scene, Scene.TIMEOUT);
    }

    static Struck slow(Scene scene) {
        return delayed(scene, SHORT_DELAY);
    }

    private static Struck delayed(Scene scene, Duration delay) {
        scene.line().delay(delay);
        return new Struck(
                () -> {
                    try (RespClient client =
                            RespClient.to("redis://" + scene.line().address(), Duration.ofSeconds(10))) {
                        long from = System.nanoTime();
                        assertThat(client.call("PING")).isEqualTo("PONG");
                        assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(2 * delay.toNanos());
                    }
                },
                scene.line()::heal);
    }

    static Struck resetInReply(Scene scene) {
        scene.line().resetInReply(100);
        return Struck.once(() -> await().untilAsserted(
                        () -> assertThat(scene.line().disturbances()).isEqualTo(1)));
    }

    /** The address leads to a server that has fewer databases. */
    static Struck databaseMissing(Scene scene) {
        TestRedis other = TestRedis.start("--databases", "1");
        return diverted(scene, other, () -> assertThat(other.cli("SELECT", "1")).contains("DB index is out of range"));
    }

    /** The address leads to a server that is empty, or to another database of it. */
    static Struck elsewhere(Scene scene) {
        TestRedis other = TestRedis.start();
        return diverted(
                scene, other, () -> assertThat(other.cli("INFO", "keyspace")).contains("db1:keys="));
    }

    private static Struck diverted(Scene scene, TestRedis other, Struck.Step proof) {
        scene.line().divert(other.address());
        scene.line().cut();
        return new Struck(proof, () -> {
            scene.line().heal();
            other.close();
        });
    }
}

package dev.terrace.cache.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.event.CacheEvent;
import java.io.IOException;
import java.util.List;

/** What can happen to what the server holds. */
final class DataFaults {

    private static final String UNKNOWN_SCRIPTS = "errorstat_NOSCRIPT:count=";

    private DataFaults() {}

    /** A sync may have sent its script anew by the time anybody counts those that the server has. */
    static Struck scriptsForgotten(Scene scene) throws IOException {
        long before = unknownScripts(scene);
        assertThat(scene.cli("SCRIPT", "FLUSH")).isEqualTo("OK");
        return Struck.once(() -> assertThat(unknownScripts(scene)).isGreaterThan(before));
    }

    /** How often the server has answered that it does not know a script. */
    private static long unknownScripts(Scene scene) throws IOException {
        return scene.cli("INFO", "errorstats")
                .lines()
                .filter(line -> line.startsWith(UNKNOWN_SCRIPTS))
                .mapToLong(line -> Long.parseLong(line.substring(UNKNOWN_SCRIPTS.length())))
                .sum();
    }

    static Struck flushed(Scene scene) throws IOException {
        assertThat(scene.cli("FLUSHALL")).isEqualTo("OK");
        return Struck.once(() -> awaitGap(scene));
    }

    static Struck controlKeysLost(Scene scene) throws IOException {
        assertThat(scene.cli("DEL", scene.key("c", "log"), scene.key("c", "meta"), scene.key("c", "tags")))
                .isEqualTo("3");
        return Struck.once(() -> awaitGap(scene));
    }

    private static void awaitGap(Scene scene) {
        await().untilAsserted(() -> assertThat(Scene.events(scene.here(), CacheEvent.GapFound.class))
                .isNotEmpty());
    }

    static Struck foreignBytes(Scene scene) throws IOException {
        for (String key : scene.values()) {
            assertThat(scene.cli("SET", key, "not one of ours", "KEEPTTL")).isEqualTo("OK");
        }
        return Struck.once(() -> assertThat(Counter.REJECTED_PAYLOADS.in(scene)).isPositive());
    }

    static Struck otherTypes(Scene scene) throws IOException {
        for (String key : scene.values()) {
            scene.cli("DEL", key);
            assertThat(scene.cli("RPUSH", key, "a list")).isEqualTo("1");
        }
        return Struck.once(() -> assertThat(Counter.REJECTED_PAYLOADS.in(scene)).isPositive());
    }

    /** The logs are replaced by something else: nobody can follow them. */
    static Struck logsOfAnotherType(Scene scene) throws IOException {
        List<String> logs = List.of(scene.key("0", "log"), scene.key("c", "log"));
        for (String log : logs) {
            assertThat(scene.cli("SET", log, "not a log")).isEqualTo("OK");
        }
        return new Struck(() -> assertThat(scene.cli("XLEN", logs.get(0))).contains("WRONGTYPE"), () -> {
            for (String log : logs) {
                assertThat(scene.cli("DEL", log)).isEqualTo("1");
            }
        });
    }
}

package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.engine.ServerWatch;
import dev.terrace.cache.tier.ServerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** docs/health.md shows what the health endpoint prints. */
class HealthDocumentationTests {

    private static final Path PAGE = Path.of("..", "docs", "health.md");

    @Test
    void theExampleIsPrintedByTheHealthIndicator() throws Exception {
        assertThat(Files.readString(PAGE)).contains("```json\n" + printed(example()) + "\n```");
    }

    private static Health example() {
        ServerState.Told told = new ServerState.Told(
                "10.0.0.5:6379",
                Duration.ofNanos(212_800),
                ServerState.Role.PRIMARY,
                "7.2.5",
                Duration.ofHours(275).plusMinutes(4),
                new ServerState.Memory(3_435_973_836L, 4_294_967_296L, "noeviction"),
                new ServerState.Clients(38, 10_000),
                new ServerState.Lookups(91_823_401, 1_204_332),
                List.of(0),
                List.of(new ServerState.Replica("10.0.0.6:6379", "online", 1_432, Duration.ofSeconds(1))));
        ServerWatch.Sample sample = new ServerWatch.Sample(
                List.of(new ServerWatch.Seen(told, Duration.ofHours(5).plusMinutes(12))), Duration.ofSeconds(49));
        RedisHealth redis = new RedisHealth(
                RedisHealth.State.AWAY,
                new RemoteHistory.Turn(true, Instant.parse("2026-03-14T09:26:53.589Z"), "No reply in time"),
                12,
                sample);
        Map<String, CacheHealth> caches =
                Map.of("products", new CacheHealth(CachePolicy.defaults(), Counts.withHungLoads(2)));
        return new TerraceCacheHealthIndicator(() -> redis, () -> caches, StatusWhenAway.UP).health();
    }

    /** As Boot prints a component. */
    private static String printed(Health health) {
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("status", health.getStatus().getCode());
        component.put("details", health.getDetails());
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(component)
                .replace(System.lineSeparator(), "\n");
    }
}

package dev.terrace.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.testing.Snippets;
import dev.terrace.cache.testing.TestRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** What docs/getting-started.md has a newcomer do, done: the application of that page, its files, and what it says one sees. */
class GettingStartedIntegrationTests {

    private static final List<String> YAML =
            List.of("getting-started.yml", "getting-started-exposed.yml", "getting-started-next.yml");

    @TempDir
    Path directory;

    @Test
    void thePageShowsWhatIsTested() throws Exception {
        Snippets.assertShown(
                Path.of("..", "docs", "getting-started.md"),
                List.of(BooksApplication.class, Books.class, BookController.class),
                YAML);
    }

    @Test
    void aNewcomerSeesWhatThePageSays() {
        try (TestRedis redis = TestRedis.start();
                ConfigurableApplicationContext first = start(redis, "getting-started");
                ConfigurableApplicationContext second = start(redis, "getting-started-next")) {
            RestClient one = client(first);
            RestClient two = client(second);

            assertThat(timed(() -> title(one, "Walden"))).isGreaterThanOrEqualTo(Duration.ofMillis(500));
            title(one, "Walden");
            title(two, "Walden");
            assertThat(measured(one, "cache.gets?tag=cache:books&tag=result:hit"))
                    .isEqualTo(1);
            assertThat(measured(one, "cache.loads?tag=cache:books")).isEqualTo(1);
            assertThat(measured(two, "cache.loads?tag=cache:books")).isZero();
            assertThat(redis.cli("KEYS", "{books:1/*books*")).isEqualTo("{books:1/0}:v:books:1L");
            assertThat(statusOfClear(one)).isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);

            rename(two, "Life in the Woods");
            await().untilAsserted(() -> title(one, "Life in the Woods"));
            assertThat(measured(one, "cache.loads?tag=cache:books")).isEqualTo(2);

            redis.kill();
            title(one, "Life in the Woods");
            rename(one, "Walden");
            title(one, "Walden");
            await().untilAsserted(() -> assertThat(health(one)).contains("\"state\":\"away\"", "\"status\":\"UP\""));

            redis.restart();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(health(one)).contains("\"state\":\"connected\"");
                title(two, "Walden");
            });
        }
    }

    private ConfigurableApplicationContext start(TestRedis redis, String more) {
        String files = "src/test/resources/snippets/";
        return new SpringApplication(BooksApplication.class)
                .run(
                        "--spring.config.location=%sgetting-started.yml,%sgetting-started-exposed.yml,%s%s.yml"
                                .formatted(files, files, files, more),
                        "--terrace.cache.redis.url=" + redis.url(),
                        "--management.endpoint.health.show-details=always",
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--sample.directory=" + directory,
                        // The sample's, not of a newcomer; without them it starts sooner.
                        "--spring.autoconfigure.exclude=" + DataSourceAutoConfiguration.class.getName(),
                        "--management.prometheus.metrics.export.enabled=false",
                        "--terrace.cache.redis.timeout=2s");
    }

    private static RestClient client(ConfigurableApplicationContext context) {
        return RestClient.create(
                "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static void title(RestClient instance, String expected) {
        assertThat(instance.get().uri("/books/1").retrieve().body(Books.Book.class))
                .isEqualTo(new Books.Book(1, expected));
    }

    private static void rename(RestClient instance, String title) {
        instance.put()
                .uri("/books/1/title")
                .contentType(MediaType.TEXT_PLAIN)
                .body(title)
                .retrieve()
                .toBodilessEntity();
    }

    /** What the endpoint answers to somebody who is not logged in and wants a cache emptied. */
    private static HttpStatusCode statusOfClear(RestClient instance) {
        return instance.post()
                .uri("/actuator/terrace/clear")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"cache\": \"books\"}")
                .retrieve()
                .onStatus(HttpStatusCode::isError, (request, response) -> {})
                .toBodilessEntity()
                .getStatusCode();
    }

    private static double measured(RestClient instance, String meter) {
        JsonNode measured =
                instance.get().uri("/actuator/metrics/" + meter).retrieve().body(JsonNode.class);
        return measured.at("/measurements/0/value").asDouble();
    }

    private static String health(RestClient instance) {
        return instance.get().uri("/actuator/health").retrieve().body(String.class);
    }

    private static Duration timed(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}

package dev.terrace.cache.sample.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.sample.tour.OtherInstance.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;

/** What the page of the sample asks, with a Redis that is only said to be there and a second instance that answers one thing. */
@SpringBootTest(properties = {"sample.embedded-redis=false", "sample.query-time=0"})
class TourTests {

    @TempDir
    static Path directory;

    @DynamicPropertySource
    static void inMemory(DynamicPropertyRegistry registry) {
        registry.add("sample.directory", directory::toString);
        registry.add("spring.datasource.url", () -> "jdbc:h2:mem:" + UUID.randomUUID());
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Pretended {

        @Bean
        SaidRedis saidRedis() {
            return new SaidRedis();
        }

        @Bean
        ManualTime cacheTime() {
            return new ManualTime();
        }

        @Bean
        @Primary
        EchoInstance echo() {
            return new EchoInstance();
        }
    }

    private final MockMvcTester http;

    @Autowired
    SaidRedis redis;

    @Autowired
    EchoInstance echo;

    @Autowired
    OtherInstance other;

    @Autowired
    ManualTime time;

    TourTests(@Autowired WebApplicationContext context) {
        this.http = MockMvcTester.from(context);
    }

    @BeforeEach
    void asItWas() {
        redis.owned = true;
        redis.on = true;
        redis.stuck = false;
        echo.fails = false;
    }

    @AfterEach
    void stopTheOther() {
        other.stop();
    }

    private MvcTestResult get(String path) {
        return http.get().uri(path).exchange();
    }

    private MvcTestResult turn(String what, String body) {
        return http.post()
                .uri("/tour/" + what)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private void startOther() {
        assertThat(turn("other", "{\"on\": true}")).hasStatusOk();
        await().until(() -> other.view().state() == State.RUNNING);
    }

    @Test
    void thePageIsThereWithAllThatItNames() throws Exception {
        String page = get("/index.html").getResponse().getContentAsString();

        assertThat(page).contains("actuator/terraceconsole").doesNotContain("http:", "https:", "<script>", "style=");
        assertThat(get("/")).hasForwardedUrl("index.html");
        for (String file :
                new String[] {"page.css", "main.js", "choice.js", "acts.js", "instance.js", "shop.js", "state.js"}) {
            MvcTestResult part = get("/page/" + file);
            assertThat(part).hasStatusOk();
            assertThat(part.getResponse().getContentAsString()).doesNotContain("innerHTML", "http:", "https:");
        }
    }

    @Test
    void itSaysWhereTheInstanceStands() {
        assertThat(get("/tour")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                {"port": 80, "remote": "NONE", "waitingInvalidations": 0, "redis": {"on": true, "owned": true},
                 "other": {"state": "NONE", "port": null, "reason": null}}""");
    }

    @Test
    void redisIsTurnedOffAndOn() {
        assertThat(turn("redis", "{\"on\": false}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.redis.on")
                .isEqualTo(false);
        assertThat(redis.on).isFalse();
        assertThat(turn("redis", "{\"on\": true}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.redis.on")
                .isEqualTo(true);
        assertThat(redis.on).isTrue();
    }

    @Test
    void aRedisThatCannotBeTurnedOnIsAProblemWithItsReason() {
        redis.stuck = true;

        MvcTestResult refused = turn("redis", "{\"on\": true}");

        assertThat(refused).hasStatus(HttpStatus.CONFLICT);
        assertThat(refused).bodyJson().extractingPath("$.detail").asString().contains("port 1 is taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "other"})
    void nothingIsTurnedWhereTheRedisIsNotOfThisInstance(String what) {
        redis.owned = false;

        assertThat(turn(what, "{\"on\": false}")).hasStatus(HttpStatus.CONFLICT);
        assertThat(turn(what, "{\"on\": true}")).hasStatus(HttpStatus.CONFLICT);
        assertThat(redis.on).isTrue();
        assertThat(other.view().state()).isEqualTo(State.NONE);
    }

    @ParameterizedTest
    @CsvSource({"redis, '{}'", "redis, '{\"on\": null}'", "other, ''", "other, '{\"on\": [1]}'"})
    void aRequestThatDoesNotSayWhatIsRefused(String what, String body) {
        assertThat(turn(what, body)).hasStatus(HttpStatus.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "other"})
    void whatAFormOrAnotherSiteOrAnotherMachineSendsIsRefused(String what) {
        assertThat(http.post()
                        .uri("/tour/" + what)
                        .contentType(MediaType.TEXT_PLAIN)
                        .content("{\"on\": false}"))
                .hasStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
        assertThat(http.get().uri("/tour/" + what)).hasStatus(HttpStatus.METHOD_NOT_ALLOWED);
        assertThat(sent(what).header("Sec-Fetch-Site", "cross-site")).hasStatus(HttpStatus.FORBIDDEN);
        assertThat(sent(what).with(request -> {
                    request.setServerName("shop.example");
                    return request;
                }))
                .hasStatus(HttpStatus.FORBIDDEN);
        assertThat(sent(what).remoteAddress("192.0.2.7")).hasStatus(HttpStatus.FORBIDDEN);
        assertThat(redis.on).isTrue();
        assertThat(sent(what).header("Sec-Fetch-Site", "same-origin")).hasStatusOk();
    }

    private MockMvcTester.MockMvcRequestBuilder sent(String what) {
        return http.post()
                .uri("/tour/" + what)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"on\": false}");
    }

    @Test
    void withoutASecondInstanceNothingIsPassedOn() {
        assertThat(get("/other/products/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
    }

    @Test
    void whatTheSecondInstanceAnswersIsPassedBack() {
        startOther();

        MvcTestResult read = get("/other/categories/tea/products?page=1");
        assertThat(read).hasStatusOk().hasHeader("X-Cache", "near").doesNotContainHeader("Set-Cookie");
        assertThat(read).bodyText().isEqualTo("\"GET /categories/tea/products?page=1 \"");
        assertThat(get("/other/products/404")).hasStatus(HttpStatus.NOT_FOUND);
        assertThat(http.put()
                        .uri("/other/products/1/price")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{7}"))
                .bodyText()
                .isEqualTo("\"PUT /products/1/price {7}\"");
        assertThat(get("/other/actuator/health")).hasStatus(HttpStatus.NOT_FOUND);
        assertThat(http.post()
                        .uri("/other/tour/redis")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{}"))
                .hasStatus(HttpStatus.NOT_FOUND);
    }

    @Test
    void theSecondInstanceIsGoneOnceItIsStopped() {
        startOther();
        assertThat(get("/tour"))
                .bodyJson()
                .extractingPath("$.other.port")
                .isEqualTo(other.port().orElseThrow());

        assertThat(turn("other", "{\"on\": false}"))
                .bodyJson()
                .extractingPath("$.other.state")
                .isEqualTo("NONE");

        assertThat(get("/other/products/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
        startOther();
        assertThat(get("/other/products/1")).hasStatusOk();
    }

    @Test
    void whyTheSecondInstanceCouldNotBeStartedIsSaid() {
        echo.fails = true;

        turn("other", "{\"on\": true}");

        await().until(() -> other.view().state() == State.FAILED);
        assertThat(get("/tour")).bodyJson().extractingPath("$.other.reason").isEqualTo("no port is free");
        echo.fails = false;
        startOther();
    }

    @Test
    void anOfferGrowsStaleAndIsReplaced() {
        assertThat(get("/offers/tea")).hasStatusOk().hasHeader("X-Cache", "loaded");
        assertThat(get("/offers/tea")).hasHeader("X-Cache", "near");

        time.advance(Duration.ofSeconds(4));

        assertThat(get("/offers/tea")).hasHeader("X-Cache", "stale");
        await().untilAsserted(() -> assertThat(get("/offers/tea")).hasHeader("X-Cache", "near"));
        assertThat(get("/offers/tea"))
                .bodyJson()
                .extractingPath("$.product.category")
                .isEqualTo("tea");
        assertThat(get("/offers/nothing")).hasStatus(HttpStatus.NOT_FOUND);
    }
}

package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.sample.RunningShop.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What two processes of the sample show that share a Redis, by HTTP alone. Each test has products of its own, in categories of
 * its own; the last one takes the Redis away.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class TwoInstances {

    /** Generous: a change is seen within milliseconds, and this machine may be busy. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /** Longer than any wait for a dead Redis or a busy machine, shorter than a caller's patience. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    Path directory;
    RunningShop one;
    RunningShop two;

    /** Makes a Redis if need be; returns what to add to the command line. */
    abstract String[] arguments() throws Exception;

    abstract void killRedis() throws Exception;

    abstract void closeRedis() throws Exception;

    @BeforeAll
    void startBothAtTheSameMoment(@TempDir Path temporary) throws Exception {
        directory = temporary;
        String[] arguments = arguments();
        one = RunningShop.start(directory, "one", arguments);
        two = RunningShop.start(directory, "two", arguments);
        one.ready();
        two.ready();
    }

    @AfterAll
    void stop() throws Exception {
        try (RunningShop first = one;
                RunningShop second = two) {
            // Closes both, whatever the other does.
        } finally {
            closeRedis();
        }
    }

    /** The products of a category, a few of them. */
    private static List<Long> productsOf(String category, int count) {
        return LongStream.range(0, count)
                .map(n -> n * Seed.CATEGORIES.size() + Seed.CATEGORIES.indexOf(category) + 1)
                .boxed()
                .toList();
    }

    @Test
    @Order(1)
    void aSecondReadIsNearAndTheOtherInstanceReadsRemote() {
        Answer first = one.product(1);
        Answer second = one.product(1);
        Answer other = two.product(1);
        Answer otherAgain = two.product(1);

        assertThat(first.servedBy()).isEqualTo("loaded");
        assertThat(first.took()).isGreaterThan(Duration.ofMillis(150));
        assertThat(second.servedBy()).isEqualTo("near");
        assertThat(other.servedBy()).isEqualTo("remote");
        assertThat(otherAgain.servedBy()).isEqualTo("near");
        assertThat(List.of(second.body(), other.body(), otherAgain.body())).containsOnly(first.body());
    }

    @Test
    @Order(1)
    void pagesAndTheAnnotatedListAreSharedToo() {
        for (String path : List.of("/categories/tea/products?page=1", "/categories")) {
            Answer first = one.get(path);

            assertThat(first.servedBy()).isEqualTo("loaded");
            assertThat(one.get(path).servedBy()).isEqualTo("near");
            Answer other = two.get(path);
            assertThat(other.servedBy()).isEqualTo("remote");
            assertThat(other.body()).isEqualTo(first.body());
            assertThat(two.get(path).servedBy()).isEqualTo("near");
        }
    }

    @Test
    @Order(1)
    void thatAProductIsMissingIsSharedToo() {
        assertThat(one.product(9_999_999))
                .extracting(Answer::status, Answer::servedBy)
                .containsExactly(404, "loaded");
        assertThat(two.product(9_999_999))
                .extracting(Answer::status, Answer::servedBy)
                .containsExactly(404, "remote");
    }

    @Test
    @Order(1)
    void aNewPriceIsSeenOnTheOtherInstanceAtOnce() {
        List<Long> took = new ArrayList<>();
        for (long id : productsOf("books", 20)) {
            one.product(id);
            two.product(id);
            assertThat(two.product(id).servedBy()).isEqualTo("near");

            assertThat(one.changePrice(id, "12.5").status()).isEqualTo(200);

            long start = System.nanoTime();
            Answer seen = await().atMost(AT_ONCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> two.product(id), answer -> answer.price() == 12.5);
            assertThat(seen.servedBy()).isIn("loaded", "remote");
            took.add((System.nanoTime() - start) / 1_000_000);
            assertThat(one.product(id).price()).isEqualTo(12.5);
        }
        Collections.sort(took);
        System.out.printf(
                "new price seen on the other instance, load of 150 ms included: median %d ms, worst %d ms%n",
                took.get(took.size() / 2), took.get(took.size() - 1));
    }

    @Test
    @Order(1)
    void aNewPriceIsSeenOnThePageThatShowsIt() {
        long id = productsOf("shoes", 21).get(20);
        two.get("/categories/shoes/products?page=0");
        two.get("/categories/shoes/products?page=1");

        one.changePrice(id, "7.25");

        await().atMost(AT_ONCE)
                .untilAsserted(() -> assertThat(two.get("/categories/shoes/products?page=1")
                                .body()
                                .at("/products/0/price")
                                .asDouble())
                        .isEqualTo(7.25));
        assertThat(two.get("/categories/shoes/products?page=0").servedBy()).isEqualTo("near");
    }

    @Test
    @Order(1)
    void aDiscountIsSeenInItsCategoryAndNoOther() {
        List<Long> reduced = productsOf("toys", 10);
        List<Long> others = productsOf("hats", 10);
        for (List<Long> ids : List.of(reduced, others)) {
            ids.forEach(one::product);
            ids.forEach(two::product);
            assertThat(ids)
                    .allSatisfy(id -> assertThat(List.of(one.product(id), two.product(id)))
                            .extracting(Answer::servedBy)
                            .containsOnly("near"));
        }
        Map<Long, Double> before = reduced.stream()
                .collect(Collectors.toMap(id -> id, id -> one.product(id).price()));

        Answer discount = two.send("POST", "/categories/toys/discount", "{\"percent\": 50}");

        assertThat(discount.status()).isEqualTo(200);
        assertThat(discount.body().get("products").asInt()).isEqualTo(200);
        assertThat(reduced).allSatisfy(id -> {
            for (RunningShop shop : List.of(one, two)) {
                Answer seen = await().atMost(AT_ONCE)
                        .pollDelay(Duration.ZERO)
                        .until(
                                () -> shop.product(id),
                                answer -> !answer.servedBy().equals("near"));
                assertThat(seen.price()).isCloseTo(before.get(id) / 2, org.assertj.core.data.Offset.offset(0.0051));
            }
        });
        assertThat(others)
                .allSatisfy(id -> assertThat(List.of(one.product(id), two.product(id)))
                        .extracting(Answer::servedBy)
                        .containsOnly("near"));
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /products/one                      | ''",
                "GET  | /categories/books/products?page=-1 | ''",
                "PUT  | /products/2/price                  | {\"price\": -1}",
                "PUT  | /products/2/price                  | {\"price\": 1.234}",
                "PUT  | /products/2/price                  | {\"price\": ",
                "POST | /categories/books/discount         | {\"percent\": 100}",
            })
    void aMistakeOfTheCallerIsAProblem(String method, String path, String body) {
        Answer answer = one.send(method, path, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.body().get("status").asInt()).isEqualTo(400);
    }

    @Test
    @Order(2)
    void withoutRedisBothGoOn() throws Exception {
        List<Long> known = productsOf("desks", 5);
        List<Long> unknown = productsOf("pets", 5);
        known.forEach(one::product);
        known.forEach(two::product);

        killRedis();

        List<Answer> answers = new ArrayList<>();
        for (RunningShop shop : List.of(one, two)) {
            known.forEach(id -> answers.add(shop.product(id)));
            unknown.forEach(id -> answers.add(shop.product(id)));
            answers.add(shop.get("/categories/pets/products"));
            answers.add(shop.get("/categories"));
            answers.add(shop.changePrice(known.get(0), "3.5"));
            answers.add(shop.send("POST", "/categories/pets/discount", "{\"percent\": 1}"));
            answers.add(shop.get("/actuator/health"));
        }
        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers)
                .extracting(Answer::took)
                .allSatisfy(took -> assertThat(took).isLessThan(PATIENCE));
        assertThat(one.product(known.get(0)).price()).isEqualTo(3.5);
        System.out.printf(
                "slowest answer without Redis: %d ms%n",
                answers.stream()
                        .mapToLong(answer -> answer.took().toMillis())
                        .max()
                        .orElseThrow());
    }
}

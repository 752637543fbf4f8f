package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.cache.CacheManager;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;

/** One instance without a Redis, in memory: what it answers. */
@SpringBootTest(properties = {"sample.embedded-redis=false", "sample.query-time=0"})
class ShopTests {

    @TempDir
    static Path directory;

    @DynamicPropertySource
    static void inMemory(DynamicPropertyRegistry registry) {
        registry.add("sample.directory", directory::toString);
        registry.add("spring.datasource.url", () -> "jdbc:h2:mem:" + UUID.randomUUID());
    }

    private final MockMvcTester http;

    ShopTests(@Autowired WebApplicationContext context) {
        this.http = MockMvcTester.from(context);
    }

    @BeforeEach
    void forgetEverything(@Autowired CacheManager caches) {
        caches.resetCaches();
    }

    private MvcTestResult get(String path) {
        return http.get().uri(path).exchange();
    }

    private MvcTestResult send(String method, String path, String body) {
        return http.method(org.springframework.http.HttpMethod.valueOf(method))
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private static String servedBy(MvcTestResult result) {
        assertThat(result.getResponse().getHeader("Server-Timing")).matches("cache;desc=\"\\w+\";dur=\\d+\\.\\d{3}");
        return result.getResponse().getHeader("X-Cache");
    }

    private static void assertProblem(MvcTestResult result, HttpStatus status) {
        assertThat(result).hasStatus(status).hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(result).bodyJson().extractingPath("$.status").isEqualTo(status.value());
    }

    @Test
    void aProductIsLoadedOnceAndThenNear() {
        MvcTestResult first = get("/products/26");
        MvcTestResult second = get("/products/26");

        assertThat(servedBy(first)).isEqualTo("loaded");
        assertThat(servedBy(second)).isEqualTo("near");
        assertThat(second).bodyJson().isStrictlyEqualTo("""
                        {"id": 26, "name": "Plain Copper audio No. 26", "category": "audio", "price": %s}""".formatted(price(26)));
    }

    private static String price(long id) {
        return Seed.products()
                .filter(product -> product.id() == id)
                .findFirst()
                .orElseThrow()
                .price()
                .toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 5001, Long.MAX_VALUE})
    void thatAProductIsMissingIsCachedToo(long id) {
        MvcTestResult first = get("/products/" + id);
        MvcTestResult second = get("/products/" + id);

        assertProblem(first, HttpStatus.NOT_FOUND);
        assertThat(servedBy(first)).isEqualTo("loaded");
        assertProblem(second, HttpStatus.NOT_FOUND);
        assertThat(servedBy(second)).isEqualTo("near");
    }

    @Test
    void aPageHasTwentyProductsOfItsCategory() {
        MvcTestResult page = get("/categories/books/products?page=1");

        assertThat(page).hasStatusOk();
        assertThat(servedBy(page)).isEqualTo("loaded");
        assertThat(page).bodyJson().extractingPath("$.products.length()").isEqualTo(20);
        assertThat(page).bodyJson().extractingPath("$.total").isEqualTo(200);
        assertThat(page).bodyJson().extractingPath("$.products[0].id").isEqualTo(506);
        assertThat(page)
                .bodyJson()
                .extractingPath("$.products[*].category")
                .asArray()
                .containsOnly("books");
        assertThat(servedBy(get("/categories/books/products?page=1"))).isEqualTo("near");
        assertThat(servedBy(get("/categories/books/products"))).isEqualTo("loaded");
        assertThat(servedBy(get("/categories/books/products?page=0"))).isEqualTo("near");
    }

    @Test
    void aPageBehindTheLastIsEmpty() {
        assertThat(get("/categories/books/products?page=2147483647"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.products")
                .asArray()
                .isEmpty();
    }

    @Test
    void theListOfCategoriesIsCachedByAnAnnotation() {
        MvcTestResult first = get("/categories");
        MvcTestResult second = get("/categories");

        assertThat(servedBy(first)).isEqualTo("loaded");
        assertThat(servedBy(second)).isEqualTo("near");
        assertThat(second).bodyJson().extractingPath("$.length()").isEqualTo(25);
        assertThat(second)
                .bodyJson()
                .extractingPath("$[0]")
                .isEqualTo(java.util.Map.of("name", "audio", "products", 200));
    }

    @Test
    void aNewPriceDropsTheProductAndItsPageAndNothingElse() {
        get("/products/7");
        get("/products/8");
        get("/products/32");
        String category = "cameras";
        get("/categories/" + category + "/products?page=0");
        get("/categories/" + category + "/products?page=1");

        assertThat(send("PUT", "/products/7/price", "{\"price\": 12.5}"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("{\"id\": 7, \"price\": 12.50}");

        MvcTestResult changed = get("/products/7");
        assertThat(servedBy(changed)).isEqualTo("loaded");
        assertThat(changed).bodyJson().extractingPath("$.price").isEqualTo(12.5);
        MvcTestResult page = get("/categories/" + category + "/products?page=0");
        assertThat(servedBy(page)).isEqualTo("loaded");
        assertThat(page).bodyJson().extractingPath("$.products[0].price").isEqualTo(12.5);
        assertThat(servedBy(get("/categories/" + category + "/products?page=1")))
                .isEqualTo("near");
        assertThat(servedBy(get("/products/8"))).isEqualTo("near");
        assertThat(servedBy(get("/products/32"))).isEqualTo("near");
    }

    @Test
    void aDiscountDropsItsCategoryAndNoOther() {
        get("/products/25");
        get("/products/50");
        get("/products/24");
        get("/categories/watches/products");
        get("/categories/toys/products");

        assertThat(send("POST", "/categories/watches/discount", "{\"percent\": 50}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.products")
                .isEqualTo(200);

        MvcTestResult discounted = get("/products/25");
        assertThat(servedBy(discounted)).isEqualTo("loaded");
        double half = Math.round(Double.parseDouble(price(25)) * 50) / 100.0;
        assertThat(discounted).bodyJson().extractingPath("$.price").isEqualTo(half);
        assertThat(servedBy(get("/products/50"))).isEqualTo("loaded");
        assertThat(servedBy(get("/categories/watches/products"))).isEqualTo("loaded");
        assertThat(servedBy(get("/products/24"))).isEqualTo("near");
        assertThat(servedBy(get("/categories/toys/products"))).isEqualTo("near");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /products/abc                       | ''",
                "GET  | /products/99999999999999999999      | ''",
                "GET  | /categories/books/products?page=-1  | ''",
                "GET  | /categories/books/products?page=one | ''",
                "PUT  | /products/1/price                   | ''",
                "PUT  | /products/1/price                   | {}",
                "PUT  | /products/1/price                   | {\"price\": ",
                "PUT  | /products/1/price                   | {\"price\": null}",
                "PUT  | /products/1/price                   | {\"price\": \"cheap\"}",
                "PUT  | /products/1/price                   | {\"price\": 0}",
                "PUT  | /products/1/price                   | {\"price\": -3}",
                "PUT  | /products/1/price                   | {\"price\": 1.001}",
                "PUT  | /products/1/price                   | {\"price\": 1000000.01}",
                "PUT  | /products/1/price                   | {\"price\": 1e999999999}",
                "POST | /categories/books/discount          | {\"percent\": 0}",
                "POST | /categories/books/discount          | {\"percent\": 100}",
                "POST | /categories/books/discount          | {\"percent\": [10]}",
                "POST | /categories/nothing/discount        | {}",
            })
    void aMistakeOfTheCallerIsAProblem(String method, String path, String body) {
        assertProblem(send(method, path, body), HttpStatus.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /categories/nothing/products | ''",
                "PUT  | /products/5001/price         | {\"price\": 1}",
                "POST | /categories/nothing/discount | {\"percent\": 10}",
            })
    void whatIsNotThereIsAProblemToo(String method, String path, String body) {
        assertProblem(send(method, path, body), HttpStatus.NOT_FOUND);
    }
}

package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.testing.TestBrowser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** docs/tour.md, walked from its beginning to its end in a real browser. */
class TourIntegrationTests {

    private static final Logger LOG = LoggerFactory.getLogger(TourIntegrationTests.class);

    @TempDir
    Path directory;

    private TestBrowser browser;
    private TourPage page;
    private final List<Long> millis = new ArrayList<>();

    @Test
    void theTour() throws Exception {
        try (RunningShop shop =
                        RunningShop.start(directory, "tour", "--terrace.cache.caches.offers.time-to-live=1500ms");
                TestBrowser opened = TestBrowser.open()) {
            browser = opened;
            page = new TourPage(opened);
            browser.resize(1100, 800);
            timed(shop::ready);
            browser.load(shop.address());

            timed(this::readTwice);
            timed(this::startASecondInstance);
            timed(this::changeAPrice);
            timed(this::discountACategory);
            timed(this::watchAnOffer);
            timed(this::takeRedisAway);
            timed(this::bringRedisBack);
            timed(this::whatComesLateOrNotAtAll);
            timed(this::itIsForKeyboardsAndPhones);
            assertThat(browser.log()).noneMatch(line -> line.startsWith("SEVERE"));
            timed(this::stopTheSecondInstance);
        }
        LOG.info("ms of the tour: {}", millis);
        assertThat(EmbeddedRedis.in(directory)).isEmpty();
    }

    private void timed(Runnable step) {
        long start = System.nanoTime();
        step.run();
        millis.add((System.nanoTime() - start) / 1_000_000);
    }

    private void readTwice() {
        page.awaitState("in-step");
        page.awaitCategory("coffee");
        assertThat(page.texts("#here .tier")).hasSize(5).containsOnly("not read");
        assertThat(page.find("#console").getDomProperty("href")).endsWith("/actuator/terraceconsole");

        page.click("#read-all");
        TourPage.soon()
                .untilAsserted(() -> assertThat(page.texts("#here .tier")).containsOnly("loaded"));
        assertThat(page.texts("#here .took"))
                .allSatisfy(took -> assertThat(millis(took)).isGreaterThanOrEqualTo(150));
        page.picture("tour-loaded", "body", 780);

        page.click("#read-all");
        TourPage.soon()
                .untilAsserted(() -> assertThat(page.texts("#here .tier")).containsOnly("near"));
        assertThat(page.texts("#here .took"))
                .anySatisfy(took -> assertThat(millis(took)).isLessThan(50));
    }

    /** What the page writes as {@code 12 ms} or, from a second on, as {@code 1.2 s}. */
    private static double millis(String took) {
        String[] parts = took.strip().split(" ");
        assertThat(parts).hasSize(2);
        assertThat(parts[1]).isIn("ms", "s");
        return Double.parseDouble(parts[0]) * (parts[1].equals("s") ? 1000 : 1);
    }

    private void startASecondInstance() {
        page.click("#other");
        page.awaitText("#banner", "Redis is on\\. Both instances are in step\\.");
        assertThat(page.texts("#there .tier")).containsOnly("not read");

        page.click("#read-all");
        TourPage.soon().untilAsserted(() -> {
            assertThat(page.texts("#there .tier")).containsOnly("remote");
            assertThat(page.texts("#here .tier")).containsOnly("near");
        });
        assertThat(page.texts("#there .price")).isEqualTo(page.texts("#here .price"));
        page.picture("tour-two-instances", "body", 780);
    }

    private void changeAPrice() {
        page.readUntil("near", "near");
        page.type("#price", "12.34");
        page.click("#price-form button");

        page.awaitText("#price-result", "The other instance served 12\\.34 after [\\d.]+ m?s.*");
        for (String side : List.of("#here", "#there")) {
            assertThat(page.texts(side + " .price").get(0)).endsWith("12.34");
            assertThat(page.texts(side + " .tier").subList(1, 5)).containsOnly("near");
        }
        page.picture("tour-price", "body", 1080);

        page.choose("#writer", "second instance");
        page.type("#price", "23.45");
        page.click("#price-form button");
        page.awaitText("#price-result", "The other instance served 23\\.45 after [\\d.]+ m?s.*");
    }

    private void discountACategory() {
        page.readUntil("near", "near");
        List<String> before = page.texts("#here .price");
        page.type("#percent", "50");
        page.click("#discount-form button");

        page.awaitText(
                "#discount-result",
                "200 prices lowered\\. 10 of the 10 shown have changed, the last after [\\d.]+ m?s\\.");
        page.picture("tour-discount", "body", 1080);
        page.readUntil("near", "near");
        for (String side : List.of("#here", "#there")) {
            assertThat(page.texts(side + " .price"))
                    .hasSize(5)
                    .allSatisfy(price -> assertThat(Double.parseDouble(price)).isPositive());
            for (int row = 0; row < 5; row++) {
                assertThat(Double.parseDouble(page.texts(side + " .price").get(row)))
                        .isCloseTo(
                                Double.parseDouble(before.get(row)) / 2, org.assertj.core.data.Offset.offset(0.0051));
            }
        }
    }

    private void watchAnOffer() {
        page.click("#watch");
        TourPage.soon()
                .untilAsserted(() -> assertThat(page.texts("#offers .tier")).contains("near", "loaded"));

        // The latest is first: a stale one, and after it the one that was loaded behind its back.
        TourPage.soon()
                .untilAsserted(
                        () -> assertThat(page.texts("#offers .tier")).containsSubsequence("near", "stale", "near"));
        assertThat(page.text("#offer-result")).matches("Offer: .* coffee No\\. \\d+ for [\\d.]+");
        page.picture("tour-stale", ".acts", 640);
        page.click("#watch");
    }

    private void takeRedisAway() {
        page.readUntil("near", "near");
        page.click("#redis");
        page.awaitText("#banner", "Redis is stopped\\. .*");
        page.awaitText("#redis", "Start Redis");

        page.readUntil("near", "near");
        page.choose("#category", "tea");
        TourPage.soon()
                .untilAsserted(() -> assertThat(page.texts("#here .tier")).containsOnly("not read"));
        page.click("#read-all");
        TourPage.soon()
                .untilAsserted(() ->
                        assertThat(page.texts(".products .tier")).hasSize(10).containsOnly("loaded"));
        page.click("#discount-form button");
        page.awaitText(
                "#discount-result", "200 prices lowered\\. 5 of the 5 shown have changed, .* cannot be told: .*");
        page.type("#price", "5.67");
        page.choose("#writer", "this instance");
        page.click("#price-form button");
        page.awaitText("#price-result", "Changed to 5\\.67\\. Without Redis the other instance cannot be told: .*");
        assertThat(page.texts("#here .price").get(0)).endsWith("5.67");
        TourPage.soon()
                .untilAsserted(() -> assertThat(page.texts(".where"))
                        .hasSize(2)
                        .allSatisfy(where -> assertThat(where).contains("on its own: Redis is away")));
        page.awaitText("#here .where", ".*, evictions that wait for it: \\d+");
        page.picture("tour-redis-away", "body", 780);
    }

    private void bringRedisBack() {
        page.click("#redis");
        page.awaitText("#redis-result", "In step again [\\d.]+ m?s after Redis was started\\.");
        page.awaitText("#banner", "Redis is on\\. Both instances are in step\\.");
        TourPage.soon().untilAsserted(() -> {
            page.click("#read-all");
            assertThat(page.texts("#there .price").get(0)).endsWith("5.67");
        });
        page.readUntil("near", "near");
        page.type("#price", "6.78");
        page.click("#price-form button");
        page.awaitText("#price-result", "The other instance served 6\\.78 after [\\d.]+ m?s.*");
        browser.colors("dark");
        page.picture("tour-back-dark", "body", 1080);
        browser.colors("light");
    }

    /** Answers of the shop that the browser holds back or loses. */
    private void whatComesLateOrNotAtAll() {
        browser.run("""
                const real = window.fetch;
                let open;
                let late;
                const gate = new Promise((resolve) => { open = resolve; });
                window.letGo = () => { open(); return late.then(() => new Promise((done) => setTimeout(done, 50))); };
                window.fetch = (path, options) => {
                  if (window.lost && path.includes(window.lost)) {
                    return Promise.reject(new TypeError('lost'));
                  }
                  if (!path.includes('/hats/')) {
                    return real(path, options);
                  }
                  late = gate.then(() => real(path, options));
                  return late;
                };""");
        page.choose("#category", "hats");
        page.choose("#category", "bags");
        page.awaitCategory("bags");
        browser.run("return window.letGo()");
        assertThat(page.texts("#here .name")).hasSize(5).allMatch(name -> name.contains(" bags No. "));

        browser.run("window.lost = '/bikes/'");
        page.choose("#category", "bikes");
        page.awaitText("#trouble", "The products cannot be shown: .*/bikes/products cannot be reached\\.");
        page.awaitCategory("bags");
        browser.run("window.lost = 'products/'");
        page.awaitCategory("bikes");
        page.awaitText("#trouble", "");

        page.click("#read-all");
        TourPage.soon().untilAsserted(() -> {
            assertThat(page.texts("#here .tier")).containsOnly("failed");
            assertThat(page.texts("#here .reason"))
                    .allSatisfy(reason -> assertThat(reason).matches("products/\\d+ cannot be reached\\."));
        });
        browser.run("window.lost = null");
        page.readUntil("near", "near");
        assertThat(page.texts(".reason")).hasSize(10).containsOnly("");
    }

    private void itIsForKeyboardsAndPhones() {
        browser.resize(360, 740);
        assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(360);
        page.picture("tour-phone", "body", 740);
        browser.run("document.activeElement.blur(); scrollTo(0, 0)");
        page.choose("#category", "toys");
        TourPage.soon()
                .untilAsserted(() -> assertThat(page.texts("#here .tier")).containsOnly("not read"));
        page.tabTo("read-all");
        page.press(Keys.ENTER);
        TourPage.soon()
                .untilAsserted(() -> assertThat(page.texts("#here .tier")).isSubsetOf("loaded", "remote"));
        for (String id : List.of("again", "other", "product", "price", "percent", "watch", "redis")) {
            page.tabTo(id);
        }
    }

    private void stopTheSecondInstance() {
        browser.resize(1100, 800);
        page.click("#other");
        page.awaitText("#banner", "Redis is on\\. This instance is in step with it\\.");
        assertThat(page.find("#there .products").isDisplayed()).isFalse();
    }
}

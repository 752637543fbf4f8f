package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.testing.TestBrowser;
import dev.terrace.cache.testing.TestRedis;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console in a real Chromium, before a real application and a real Redis. With {@code -Dconsole.pictures=folder} it leaves
 * pictures there.
 */
class ConsoleIntegrationTests {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleIntegrationTests.class);

    private static final String PICTURES = System.getProperty("console.pictures", "");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int GREATEST_WEIGHT = 150_000;
    private static final double AA = 4.5;

    /** What the browser writes of an application that ends, also while it is being asked. */
    private static final String ENDED = ".*(ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE| 503 ).*";

    private static TestBrowser browser;
    private static TestRedis redis;
    private static ConsoleShop shop;
    private static ConsolePage page;

    @BeforeAll
    static void start() {
        browser = TestBrowser.open();
        page = new ConsolePage(browser);
        redis = TestRedis.start();
        shop = ConsoleShop.start(
                redis.url(),
                "management.endpoint.terrace.show-keys=always",
                "management.endpoint.terrace.show-values=always",
                "terrace.cache.caches.prices.near.maximum-size=300");
        if (!PICTURES.isEmpty()) {
            pictureOfABusyMinute();
        }
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable each : new AutoCloseable[] {browser, shop, redis}) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.warn("Not closed", e);
            }
        }
    }

    @BeforeEach
    void onADesk() {
        browser.colors("light");
        browser.resize(1280, 800);
        browser.log();
        for (String name : List.of("tea-1", "tea-2", "cup-1")) {
            shop.catalogue().product(name);
        }
    }

    /** What breaks the security policy, too, is told there. */
    @AfterEach
    void nothingToComplainOf() {
        assertThat(browser.log()).isEmpty();
    }

    @Test
    void numbersChangeWithoutAReload() {
        page.open(shop.console());
        browser.run("window.loadedOnce = true; document.getElementById('spoken').textContent = 'unchanged'");
        long before = page.reads();
        assertThat(before).isPositive();
        for (int i = 0; i < 500; i++) {
            shop.catalogue().product("tea-1");
        }
        await("the reads").atMost(SOON).until(page::reads, now -> now >= before + 500);
        assertThat(page.text("#figures .figure:nth-child(1) .value")).endsWith("%");
        page.awaitText("#rates-legend", legend -> legend.matches("(?s).*near\\s+100 %.*"));
        assertThat(page.find("#rates path.line.near").getAttribute("d")).contains("M");
        assertThat((Boolean) browser.run("return window.loadedOnce")).isTrue();
        assertThat(page.text("#instances tbody")).contains("this one", "connected");
        assertThat(page.find("#spoken").getAttribute("textContent")).isEqualTo("unchanged");
    }

    private static void pictureOfABusyMinute() {
        page.open(shop.console());
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long end = System.nanoTime() + Duration.ofSeconds(55).toNanos();
        await("a busy minute").forever().pollInterval(Duration.ofMillis(20)).until(() -> {
            for (int i = 0; i < 40; i++) {
                shop.catalogue().product("tea-" + (int) Math.abs(random.nextGaussian() * 60));
                shop.catalogue().price("cup-" + (int) Math.abs(random.nextGaussian() * 400));
            }
            return System.nanoTime() - end > 0;
        });
        browser.resize(1280, 1040);
        page.openCache("products");
        page.awaitText(".keys", keys -> keys.contains("tea-"));
        browser.run("scrollTo(0, 0)");
        picture("console");
        shop.catalogue().forget();
    }

    @Test
    void itIsLightAndComesFromOneServer() {
        page.open(shop.console());
        List<Map<String, Object>> loaded = browser.run("""
                return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                    .map(e => ({name: e.name, type: e.initiatorType, size: e.decodedBodySize}))""");
        String server = shop.console().resolve("/").toString();
        assertThat(loaded)
                .allSatisfy(each -> assertThat((String) each.get("name")).startsWith(server));
        long weight = loaded.stream()
                .filter(each -> !"fetch".equals(each.get("type")))
                .mapToLong(each -> (Long) each.get("size"))
                .sum();
        Number firstData = browser.run("return performance.getEntriesByName('terrace-first-data')[0].startTime");
        LOG.info("Console: {} bytes, first data after {} ms", weight, firstData.longValue());
        assertThat(weight).isBetween(10_000L, (long) GREATEST_WEIGHT);
    }

    @Test
    void anEvictionByPatternCountsFirst() {
        page.open(shop.console());
        page.openCache("products");
        page.button("Evict by pattern…").click();
        page.find("#field-pattern").sendKeys("*tea-*");
        page.button("Count first").click();
        page.awaitText("#dialog-said", said -> said.contains("Dry run: 2 entries match"));
        int loads = shop.catalogue().loads();
        shop.catalogue().product("tea-1");
        assertThat(shop.catalogue().loads()).as("a dry run changes nothing").isEqualTo(loads);
        picture("console-dry-run");
        page.button("Evict 2 entries").click();
        page.awaitText("#notice-text", said -> said.contains("2 entries of products"));
        shop.catalogue().product("cup-1");
        assertThat(shop.catalogue().loads()).isEqualTo(loads);
        shop.catalogue().product("tea-1");
        shop.catalogue().product("tea-2");
        assertThat(shop.catalogue().loads()).isEqualTo(loads + 2);
    }

    @Test
    void aCacheIsSortedRefreshedWarmedUpAndCleared() {
        for (int i = 0; i < 4; i++) {
            shop.catalogue().price("cup-" + i);
        }
        page.open(shop.console());
        page.button("Entries").click();
        assertThat(page.find("#caches th[aria-sort=descending]").getText()).startsWith("Entries");
        assertThat(page.text("#caches tbody th")).isEqualTo("prices");
        page.button("Entries").click();
        assertThat(page.text("#caches tbody th")).isNotEqualTo("prices");
        page.openCache("products");
        int loads = shop.catalogue().loads();
        page.act("Refresh a key…", "#field-key", "'tea-1'", "Refresh");
        page.awaitText("#notice-text", said -> said.contains("'tea-1' of products is marked."));
        await("the load")
                .atMost(SOON)
                .until(() -> shop.catalogue().product("tea-1") != null
                        && shop.catalogue().loads() == loads + 1);
        page.act("Warm up…", "#field-keys", "'tea-1'\n'tea-2'", "Warm up");
        page.awaitText("#notice-text", said -> said.contains("products is warm."));
        page.button("Clear…").click();
        page.button("Clear the cache").click();
        page.awaitText("#notice-text", said -> said.contains("products is cleared."));
        int before = shop.catalogue().loads();
        shop.catalogue().product("tea-2");
        assertThat(shop.catalogue().loads()).isEqualTo(before + 1);
    }

    /** Between the page and the application stands what withholds answers, refuses to give them, or alters them. */
    private static final String BETWEEN = """
            const real = window.fetch;
            const between = window.between = { withheld: null, refused: null, alter: body => body, open: () => {} };
            const gate = new Promise(open => between.open = open);
            window.fetch = async (url, options) => {
              const withheld = between.withheld && url.includes(between.withheld);
              const refused = between.refused && url.includes(between.refused);
              const answer = refused ? null : await real(url, options);
              if (withheld) {
                await gate;
              }
              if (refused) {
                throw new TypeError('refused by the test');
              }
              return Response.json(between.alter(await answer.json(), url));
            };""";

    @Test
    void whatComesLateOrNotAtAllIsTold() {
        for (int i = 0; i < 120; i++) {
            shop.catalogue().price("item-" + i);
        }
        page.open(shop.console());
        browser.run(BETWEEN);
        browser.run("between.alter = (body, url) => url.includes('/cache?')"
                + " ? {...body, latency: {get: {count: 3, meanMillis: 0.5, maxMillis: 12}}} : body");
        page.openCache("prices");
        page.awaitText("#cache", text -> text.matches("(?s).*Latency of the remote tier.*get 3 500 µs 12 ms.*"));
        page.awaitText(".keys > .hint", text -> text.contains("so far"));
        browser.run("between.refused = 'page='");
        page.button("More keys").click();
        page.awaitText(".keys > .hint", text -> text.contains("no connection"));
        browser.run("between.refused = null");
        int keys = page.all(".keys .list button.link").size();
        page.button("More keys").click();
        await("more keys")
                .atMost(SOON)
                .until(() -> page.all(".keys .list button.link").size() > keys);

        List<WebElement> links = page.all(".keys .list button.link");
        String first = links.get(0).getText();
        String second = links.get(1).getText();
        browser.run("between.withheld = new URLSearchParams({key: arguments[0]}).toString()", first);
        links.get(0).click();
        links.get(1).click();
        page.awaitText(".key h4", second::equals);
        browser.run("between.withheld = between.refused = '/clear'");
        page.button("Clear…").click();
        page.button("Clear the cache").click();
        page.button("Cancel").click();
        browser.run("between.open()");
        page.awaitText("#notice-text", "Clear prices: no connection; it may have been done"::equals);
        assertThat(page.text(".key h4")).as("not what came late").isEqualTo(second);
    }

    @Test
    void whatIsGoneWithARestartIsGone() {
        page.open(shop.console());
        shop.catalogue().price("cup-1");
        page.poll();
        page.openCache("prices");
        await("a line").atMost(SOON).until(() -> {
            page.poll();
            return line().contains("L");
        });
        browser.run(BETWEEN);
        browser.run("between.alter = body => body.caches ? { ...body, instance: 'another-' + Math.random() } : body");
        page.poll();
        page.awaitText("#instance", name -> name.startsWith("another-"));
        assertThat(line()).doesNotContain("L");
        browser.run("between.alter = body => { delete body.caches?.prices; return body; }");
        page.poll();
        page.awaitText("#cache", text -> text.contains("It has not been used since this instance was started."));
        assertThat(page.text("#cache")).doesNotContain("Policy", "Evict");
        browser.run("between.alter = body => body");
        page.poll();
        page.awaitText("#cache", text -> text.contains("Policy") && !text.contains("It has not been used"));
    }

    private static String line() {
        return String.valueOf(page.find("#calls path.line.all").getAttribute("d"));
    }

    @Test
    void anEvictionByTagNeedsNoMouse() {
        page.open(shop.console());
        browser.run("document.cookie = 'XSRF-TOKEN=to%3Dken; path=/'");
        ConsoleShop.TOKENS.clear();
        Actions keyboard = new Actions(browser.driver());
        assertThat(page.focused()).doesNotContain("evict-tag");
        for (int i = 0; i < 60 && !page.focused().equals("evict-tag"); i++) {
            keyboard.sendKeys(Keys.TAB).perform();
        }
        assertThat(page.focused()).isEqualTo("evict-tag");
        assertThat(page.find("#evict-tag").getCssValue("outline-style")).isEqualTo("solid");
        keyboard.sendKeys(Keys.ENTER).perform();
        page.awaitText("#dialog-title", title -> title.equals("Evict by tag"));
        assertThat(page.focused()).isEqualTo("field-tag");
        keyboard.sendKeys(Keys.ESCAPE).perform();
        await("focus").atMost(SOON).until(page::focused, "evict-tag"::equals);
        keyboard.sendKeys(Keys.ENTER).perform();
        await("focus").atMost(SOON).until(page::focused, "field-tag"::equals);
        keyboard.sendKeys("range:tea", Keys.ENTER).perform();
        page.awaitText("#notice-text", said -> said.contains("range:tea"));
        assertThat(ConsoleShop.TOKENS).containsExactly("to=ken");
        await("focus").atMost(SOON).until(page::focused, "evict-tag"::equals);
        int loads = shop.catalogue().loads();
        shop.catalogue().product("tea-1");
        shop.catalogue().product("cup-1");
        assertThat(shop.catalogue().loads()).isEqualTo(loads + 1);
    }

    @Test
    void markupIsText() {
        shop.catalogue().dangerous(ConsoleShop.MARKUP);
        page.open(shop.console());
        page.openCache(ConsoleShop.MARKUP);
        WebElement key = await("the key")
                .atMost(SOON)
                .until(() -> page.all(".keys button.link").stream().findFirst().orElse(null), found -> found != null);
        assertThat(key.getText()).contains(ConsoleShop.MARKUP);
        key.click();
        page.awaitText(".key pre", value -> value.contains(ConsoleShop.MARKUP));
        page.button("Evict…").click();
        page.awaitText("#dialog-said", said -> said.contains(ConsoleShop.MARKUP));
        page.button("Evict").click();
        page.awaitText("#notice-text", said -> said.contains(ConsoleShop.MARKUP));
        page.awaitText(".key .hint", said -> said.contains("not cached"));
        assertThat(page.all("img")).isEmpty();
        assertThat(page.all("body script")).isEmpty();
        assertThat(browser.driver().getTitle()).isEqualTo("shop · Terrace");
    }

    @Test
    void aPhoneNeedsNoSidewaysScrolling() {
        browser.resize(360, 740);
        shop.catalogue().dangerous(ConsoleShop.MARKUP);
        page.open(shop.console());
        assertThat(width()).isEqualTo(360);
        page.openCache("products");
        page.awaitText(".keys", keys -> keys.contains("tea-1"));
        assertThat(width()).isEqualTo(360);
        picture("console-phone");
        page.button("Evict by pattern…").click();
        assertThat(page.find("#dialog").getRect().getWidth()).isLessThanOrEqualTo(360);
        page.button("Cancel").click();
        page.openCache(ConsoleShop.MARKUP);
        assertThat(width()).isEqualTo(360);
    }

    private static long width() {
        return browser.run("return document.documentElement.scrollWidth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void wordsStandOutFromTheirGround(String scheme) {
        browser.colors(scheme);
        page.open(shop.console());
        Map<String, String> colors = browser.run("""
                const style = getComputedStyle(document.documentElement);
                return Object.fromEntries(arguments[0].map(name => [name, style.getPropertyValue('--' + name).trim()]))""", Contrast.VARIABLES);
        assertThat(Contrast.luminance(colors.get("ground")) > 0.5).isEqualTo(scheme.equals("light"));
        assertThat((String) browser.run("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo(Contrast.rgb(colors.get("ground")));
        Contrast.PAIRS.forEach((ink, grounds) ->
                grounds.forEach(ground -> assertThat(Contrast.of(colors.get(ink), colors.get(ground)))
                        .as("%s on %s, %s", ink, ground, scheme)
                        .isGreaterThanOrEqualTo(AA)));
        picture("console-" + scheme);
    }

    @Test
    void anOutageIsSaidInWordsUntilItEnds() {
        page.open(shop.console());
        assertThat(page.text("#remote")).contains("connected");
        assertThat(page.find("#degraded").isDisplayed()).isFalse();
        redis.kill();
        try {
            page.awaitText("#degraded", words -> words.contains("Degraded: Redis is away since"));
            assertThat(page.text("#remote")).contains("away");
            assertThat(page.find("#spoken").getAttribute("textContent")).contains("Degraded");
            shop.catalogue().product("tea-1");
            picture("console-degraded");
        } finally {
            redis.restart();
        }
        page.awaitText("#remote", words -> words.contains("connected"));
        await("no banner").atMost(SOON).until(() -> !page.find("#degraded").isDisplayed());
    }

    @Test
    void anInstanceThatShowsLittleAndAllowsNothingSaysSo() {
        try (ConsoleShop reserved = ConsoleShop.start(
                redis.url(), "management.endpoint.terrace.access=read-only", "spring.main.lazy-initialization=true")) {
            reserved.catalogue().product("tea-1");
            page.open(reserved.console());
            page.awaitText(
                    "#instances tbody",
                    rows -> rows.lines()
                                    .filter(row -> row.contains("connected"))
                                    .count()
                            >= 2);
            assertThat(page.text("#read-only")).contains("management.endpoint.terrace.access");
            page.openCache("products");
            page.awaitText("#cache", text -> text.contains("management.endpoint.terrace.show-keys"));
            assertThat(page.text("#cache")).doesNotContain("tea-1");
            assertThat(page.all("button").stream()
                            .filter(WebElement::isDisplayed)
                            .map(WebElement::getText))
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).matches("(evict|clear|warm|refresh).*"));
        }
        page.poll();
        page.awaitText("#silent", words -> words.contains("This instance does not answer."));
        assertThat(page.find("main").getCssValue("opacity")).isEqualTo("1");
        browser.load(URI.create("about:blank"));
        assertThat(browser.log()).isNotEmpty().allMatch(line -> line.matches(ENDED));
    }

    private static void picture(String name) {
        if (!PICTURES.isEmpty()) {
            browser.screenshot(Path.of(PICTURES, name + ".png"));
        }
    }
}

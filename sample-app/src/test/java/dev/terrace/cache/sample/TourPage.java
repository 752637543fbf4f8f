package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.testing.TestBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page of the sample as a person sees it: what it says, and what can be clicked. */
final class TourPage {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LARGEST_IMAGE = 200 * 1024;

    /** With -Dtour.images=true the pictures of docs/tour.md are made anew. */
    private static final Path IMAGES =
            Boolean.getBoolean("tour.images") ? Path.of("..", "docs", "images") : Path.of("target", "tour");

    private final TestBrowser browser;

    TourPage(TestBrowser browser) {
        this.browser = browser;
    }

    static ConditionFactory soon() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50));
    }

    WebElement find(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }

    /** What the elements say, as one sees it. */
    List<String> texts(String selector) {
        return browser.run("return [...document.querySelectorAll(arguments[0])].map(one => one.innerText)", selector);
    }

    String text(String selector) {
        return find(selector).getText();
    }

    void click(String selector) {
        soon().until(() -> find(selector).isEnabled());
        find(selector).click();
    }

    void type(String selector, String text) {
        find(selector).clear();
        find(selector).sendKeys(text);
    }

    void choose(String selector, String text) {
        find(selector)
                .findElement(By.xpath("./option[. = '%s']".formatted(text)))
                .click();
    }

    /** Reads all products on both sides, and waits until these tiers have served them. */
    void readUntil(String here, String there) {
        soon().untilAsserted(() -> {
            click("#read-all");
            assertThat(texts("#here .tier")).hasSize(5).containsOnly(here);
            assertThat(texts("#there .tier")).hasSize(5).containsOnly(there);
        });
    }

    void awaitText(String selector, String pattern) {
        soon().untilAsserted(() -> assertThat(text(selector)).matches(pattern));
    }

    /** Waits until five products of this category are shown on this side. */
    void awaitCategory(String category) {
        soon().untilAsserted(() -> assertThat(texts("#here .name"))
                .hasSize(5)
                .allSatisfy(name -> assertThat(name).contains(" " + category + " No. ")));
    }

    void awaitState(String state) {
        soon().untilAsserted(() ->
                assertThat(find("#banner").getDomAttribute("data-state")).isEqualTo(state));
    }

    /** Goes there with the tabulator, as somebody without a mouse does. */
    void tabTo(String id) {
        for (int presses = 0; presses < 40; presses++) {
            browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
            if (id.equals(browser.run("return document.activeElement.id"))) {
                return;
            }
        }
        throw new AssertionError("no way to #" + id + " with the keyboard");
    }

    void press(Keys key) {
        browser.driver().switchTo().activeElement().sendKeys(key);
    }

    /** What is seen from the top of this element on, as the picture of this name. */
    void picture(String name, String from, int height) {
        int width = ((Long) browser.run("return innerWidth")).intValue();
        browser.resize(width, height);
        browser.run("document.querySelector(arguments[0]).scrollIntoView()", from);
        Path file = IMAGES.resolve(name + ".png");
        browser.screenshot(file);
        try {
            assertThat(Files.size(file)).as(name).isLessThan(LARGEST_IMAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

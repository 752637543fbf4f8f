package dev.terrace.cache.autoconfigure;

import static org.awaitility.Awaitility.await;

import dev.terrace.cache.testing.TestBrowser;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;

/** The console in a browser, in the words of who uses it. */
final class ConsolePage {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestBrowser browser;

    ConsolePage(TestBrowser browser) {
        this.browser = browser;
    }

    /** Returns when there is data. */
    void open(URI console) {
        // The same page with another fragment would not be loaded again.
        browser.load(URI.create("about:blank"));
        browser.load(console);
        awaitText("#live", text -> text.startsWith("live"));
    }

    WebElement find(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return browser.driver().findElements(By.cssSelector(selector));
    }

    String text(String selector) {
        List<WebElement> found = all(selector);
        return found.isEmpty() ? "" : found.get(0).getText();
    }

    String awaitText(String selector, Predicate<String> wanted) {
        return await(selector)
                .atMost(SOON)
                .ignoreException(StaleElementReferenceException.class)
                .until(() -> text(selector), wanted);
    }

    /** The button of this name that is seen, wherever it is. */
    WebElement button(String name) {
        return await("button " + name).atMost(SOON).until(() -> browser.run("""
                return [...document.querySelectorAll('button')]
                    .find(button => button.checkVisibility() && button.innerText.trim() === arguments[0])""", name), Objects::nonNull);
    }

    void openCache(String name) {
        button(name).click();
        awaitText("#cache-title", title -> title.equals("Cache " + name));
    }

    /** Fills in the dialog that a button opens, and goes on. */
    void act(String name, String field, String value, String action) {
        button(name).click();
        find(field).sendKeys(value);
        button(action).click();
    }

    /** Asks now, as when somebody begins to look at it again. */
    void poll() {
        browser.run("document.dispatchEvent(new Event('visibilitychange'))");
    }

    /** Of all reads since the start. */
    long reads() {
        return Long.parseLong(text("#figures .figure:nth-child(2) .value").replace(",", ""));
    }

    /** The focused element's id, else its text. */
    String focused() {
        return browser.run("const e = document.activeElement; return e.id || e.textContent || e.tagName");
    }
}

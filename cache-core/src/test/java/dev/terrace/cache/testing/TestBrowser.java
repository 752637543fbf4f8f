package dev.terrace.cache.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.springframework.util.FileSystemUtils;

/**
 * A real Chromium without a window, driven over WebDriver: Debian's {@code chromium} and {@code chromedriver} from the PATH,
 * nothing downloaded, a profile of its own that {@link #close()} removes. Where they are missing, {@link #open()} fails if
 * the environment says {@code CI=true} and aborts the test elsewhere. It ends with the JVM at the latest. Not thread-safe.
 */
public final class TestBrowser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final List<String> FLAGS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-extensions",
            "--disable-sync",
            "--hide-scrollbars",
            "--force-color-profile=srgb");

    /** It warns that it knows no DevTools of this version; none are used. Held, since loggers are held weakly. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private final Path profile;
    private final ChromeDriver driver;
    private final JvmHook hook = new JvmHook("test-browser-stop", this::dispose);

    private TestBrowser(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    /** One of 1280 x 800, light, that has loaded nothing. */
    public static TestBrowser open() {
        BrowserPrograms programs = BrowserPrograms.find(System.getenv());
        Path profile = newProfile();
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(programs.driver().toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        try {
            TestBrowser browser = new TestBrowser(profile, new ChromeDriver(service, options(programs, profile)));
            browser.driver.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
            browser.resize(1280, 800);
            browser.colors("light");
            return browser;
        } catch (RuntimeException e) {
            service.stop();
            remove(profile);
            throw e;
        }
    }

    private static ChromeOptions options(BrowserPrograms programs, Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(programs.chromium().toFile());
        options.setPageLoadStrategy(PageLoadStrategy.NORMAL);
        options.addArguments(FLAGS);
        options.addArguments("--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", logs);
        return options;
    }

    private static Path newProfile() {
        try {
            return Files.createTempDirectory("terrace-browser-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To find elements, click and type. */
    public ChromeDriver driver() {
        return driver;
    }

    /** Returns when the page and its scripts and styles are there, not what the scripts fetch. */
    public void load(URI page) {
        driver.get(page.toString());
    }

    /** What a script returns, as WebDriver converts it: numbers are {@code Long} or {@code Double}, arrays lists. */
    @SuppressWarnings("unchecked")
    public <T> T run(String script, Object... arguments) {
        return (T) driver.executeScript(script, arguments);
    }

    /** The size of what is seen of a page, in CSS pixels: also smaller than a window can be. */
    public void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** @param scheme what {@code prefers-color-scheme} answers: {@code light} or {@code dark}. Motion is never preferred. */
    public void colors(String scheme) {
        List<Map<String, String>> features = List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"));
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
    }

    /** What the page wrote to the console, and what the browser refused or missed, since the last call. */
    public List<String> log() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** What is seen now, as a PNG; makes the folders. */
    public void screenshot(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the browser and the driver and removes the profile. */
    @Override
    public void close() {
        dispose();
        hook.remove();
    }

    private void dispose() {
        try {
            driver.quit();
        } finally {
            remove(profile);
        }
    }

    /** The browser's last processes may still write while they end. */
    private static void remove(Path profile) {
        for (int attempt = 0; attempt < 50 && Files.exists(profile); attempt++) {
            FileSystemUtils.deleteRecursively(profile.toFile());
        }
    }
}

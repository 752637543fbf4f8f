package dev.terrace.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.opentest4j.TestAbortedException;

class TestBrowserIntegrationTests {

    @Test
    void aPageIsLoadedSeenAndHeard(@TempDir Path directory) throws IOException {
        Path page = Files.writeString(directory.resolve("page.html"), """
                <!DOCTYPE html><title>A page</title><p>Hello</p><script>console.error("a complaint")</script>""");
        Path image = directory.resolve("images/page.png");
        Path profile;
        try (TestBrowser browser = TestBrowser.open()) {
            browser.load(page.toUri());
            assertThat(browser.driver().findElement(By.tagName("p")).getText()).isEqualTo("Hello");
            assertThat(browser.log()).singleElement().asString().contains("SEVERE", "a complaint");
            assertThat(browser.log()).isEmpty();
            browser.resize(360, 640);
            assertThat((Long) browser.run("return innerWidth")).isEqualTo(360);
            for (String scheme : List.of("dark", "light")) {
                browser.colors(scheme);
                assertThat((Boolean) browser.run("return matchMedia(arguments[0]).matches", prefers(scheme)))
                        .isTrue();
            }
            browser.screenshot(image);
            profile = Path.of((String)
                    ((Map<?, ?>) browser.driver().getCapabilities().getCapability("chrome")).get("userDataDir"));
            assertThat(profile).exists();
        }
        assertThat(Files.readAllBytes(image)).startsWith(0x89, 'P', 'N', 'G');
        assertThat(profile).doesNotExist();
    }

    private static String prefers(String scheme) {
        return "(prefers-color-scheme: %s)".formatted(scheme);
    }

    @Test
    void aMissingBrowserFailsInCiAndIsAnAssumptionElsewhere(@TempDir Path empty) {
        Map<String, String> here = Map.of("PATH", empty.toString());
        Map<String, String> ci = Map.of("PATH", empty.toString(), "CI", "true");
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> BrowserPrograms.find(here))
                .withMessageContaining("apt-get install chromium chromium-driver");
        assertThatIllegalStateException()
                .isThrownBy(() -> BrowserPrograms.find(ci))
                .withMessageContaining("apt-get install chromium chromium-driver");
    }
}

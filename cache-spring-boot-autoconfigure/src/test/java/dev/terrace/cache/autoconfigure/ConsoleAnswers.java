package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a browser is answered that opens the console. */
final class ConsoleAnswers {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private ConsoleAnswers() {}

    static HttpResponse<String> get(URI uri) {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The page, and what it names as it is resolved by a browser. */
    static void assertPageAndParts(URI page) {
        HttpResponse<String> html = get(page);
        assertThat(html.statusCode()).isEqualTo(200);
        assertThat(html.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertHeaders(html);
        List<String> parts = Pattern.compile("(?:href|src)=\"([^\"#]+\\.(?:css|js))\"")
                .matcher(html.body())
                .results()
                .map(MatchResult::group)
                .map(found -> found.replaceAll(".*=\"|\"", ""))
                .toList();
        assertThat(parts).hasSizeGreaterThanOrEqualTo(2);
        for (String part : parts) {
            HttpResponse<String> response = get(page.resolve(part));
            assertThat(response.statusCode()).as(part).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith(part.endsWith(".css") ? "text/css" : "text/javascript");
            assertHeaders(response);
        }
    }

    static void assertHeaders(HttpResponse<String> response) {
        assertThat(response.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    }
}

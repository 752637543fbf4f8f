package dev.terrace.cache.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeType;
import org.springframework.web.util.HtmlUtils;

/**
 * The endpoint {@code terraceconsole}: a page that shows what the endpoint {@code terrace} tells, and its parts. It knows nothing
 * of the caches itself. {@link ConsoleHeaders} go with every answer.
 */
@WebEndpoint(id = TerraceConsoleEndpoint.ID)
final class TerraceConsoleEndpoint {

    static final String ID = "terraceconsole";

    static final String RESOURCES = "META-INF/terrace/console/";

    private static final EndpointId CONSOLE = EndpointId.of(ID);
    private static final EndpointId TERRACE = EndpointId.of("terrace");

    /** So no path leads out of the folder. */
    private static final Pattern PART = Pattern.compile("[a-z]+\\.(css|js)");

    private final Supplier<PathMappedEndpoints> paths;

    /** @param paths asked for with the first request: they know the endpoints, this one among them */
    TerraceConsoleEndpoint(Supplier<PathMappedEndpoints> paths) {
        this.paths = paths;
    }

    @ReadOperation(produces = "text/html")
    WebEndpointResponse<String> page() {
        String html = read("console.html");
        if (html == null) {
            throw new IllegalStateException("'%sconsole.html' is not on the class path".formatted(RESOURCES));
        }
        return answer(html.replace("{console}", neighbour(CONSOLE)).replace("{endpoint}", neighbour(TERRACE)), "html");
    }

    @ReadOperation(produces = {"text/css", "text/javascript"})
    WebEndpointResponse<String> part(@Selector String name) {
        String text = PART.matcher(name).matches() ? read(name) : null;
        if (text == null) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        return answer(text, name.endsWith(".css") ? "css" : "javascript");
    }

    private static WebEndpointResponse<String> answer(String text, String subtype) {
        MimeType type = new MimeType("text", subtype, StandardCharsets.UTF_8);
        return new WebEndpointResponse<>(text, WebEndpointResponse.STATUS_OK, type);
    }

    /** Relative to the page: what comes before the base path, a proxy's prefix for one, is the browser's to know. */
    private String neighbour(EndpointId endpoint) {
        String page = rootPath(CONSOLE);
        String up = "../".repeat((int) page.chars().filter(c -> c == '/').count());
        return HtmlUtils.htmlEscape(up + rootPath(endpoint));
    }

    private String rootPath(EndpointId endpoint) {
        String path = paths.get().getRootPath(endpoint);
        return path != null ? path : endpoint.toLowerCaseString();
    }

    private static @Nullable String read(String name) {
        ClassLoader loader = TerraceConsoleEndpoint.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(RESOURCES + name)) {
            return in != null ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

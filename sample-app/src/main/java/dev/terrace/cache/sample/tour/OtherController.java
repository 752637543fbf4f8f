package dev.terrace.cache.sample.tour;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Passes on to the second instance, so that one page can ask both: a browser would not let it ask another port. */
@RestController
class OtherController {

    private static final String PREFIX = "/other";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final List<String> PASSED_BACK = List.of("Content-Type", "X-Cache", "Server-Timing");

    private final OtherInstance other;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    OtherController(OtherInstance other) {
        this.other = other;
    }

    @RequestMapping(
            path = {PREFIX + "/products/**", PREFIX + "/categories/**", PREFIX + "/offers/**", PREFIX + "/tour"},
            method = {RequestMethod.GET, RequestMethod.PUT, RequestMethod.POST})
    ResponseEntity<byte[]> pass(HttpServletRequest request, @RequestBody(required = false) byte @Nullable [] body)
            throws InterruptedException {
        int port = other.port()
                .orElseThrow(() ->
                        new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "There is no second instance"));
        HttpRequest.Builder passed = HttpRequest.newBuilder(target(request, port))
                .timeout(TIMEOUT)
                .method(request.getMethod(), body != null ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
        if (request.getContentType() != null) {
            passed.header(HttpHeaders.CONTENT_TYPE, request.getContentType());
        }
        try {
            return answer(http.send(passed.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "The second instance does not answer", e);
        }
    }

    private static URI target(HttpServletRequest request, int port) {
        String path = request.getRequestURI().substring(PREFIX.length());
        String query = request.getQueryString();
        return URI.create("http://127.0.0.1:" + port + path + (query != null ? "?" + query : ""));
    }

    private static ResponseEntity<byte[]> answer(HttpResponse<byte[]> response) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(response.statusCode());
        for (String name : PASSED_BACK) {
            response.headers().firstValue(name).ifPresent(value -> answer.header(name, value));
        }
        return answer.body(response.body());
    }
}

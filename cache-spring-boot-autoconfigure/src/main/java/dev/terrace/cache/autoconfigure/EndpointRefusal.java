package dev.terrace.cache.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** What the endpoint does not do, and why: its text is for whoever asked. */
final class EndpointRefusal extends RuntimeException {

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");
    private static final long serialVersionUID = 1L;
    private static final int FORBIDDEN = 403;
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;

    private final int status;
    private final Map<String, String> body;

    private EndpointRefusal(int status, Map<String, String> body) {
        super(String.join("; ", body.values()));
        this.status = status;
        this.body = body;
    }

    /** A value that cannot be used. */
    static EndpointRefusal bad(String value, String reason, String remedy) {
        return new EndpointRefusal(
                WebEndpointResponse.STATUS_BAD_REQUEST, body("error", value, "reason", reason, "remedy", remedy));
    }

    static EndpointRefusal missing(String parameter, String remedy) {
        return bad("'%s' is missing".formatted(parameter), "nothing can be done without it", remedy);
    }

    /** Something that is not there. */
    static EndpointRefusal unknown(String value, String reason, String remedy) {
        return new EndpointRefusal(
                WebEndpointResponse.STATUS_NOT_FOUND, body("error", value, "reason", reason, "remedy", remedy));
    }

    /** Redis could not be asked. */
    static EndpointRefusal unavailable(String reason) {
        return new EndpointRefusal(
                UNAVAILABLE,
                body("error", "Redis was asked and did not answer", "reason", reason, "remedy", "ask again later"));
    }

    /** As many patterns are active in the namespace as may be. */
    static EndpointRefusal tooManyPatterns() {
        return new EndpointRefusal(
                UNAVAILABLE,
                body(
                        "error", "as many patterns are active as may be",
                        "reason", "each of them is held against what is read until the old values are removed",
                        "remedy", "try again in a few seconds, or evict by tag or clear the cache"));
    }

    /** Something went wrong here, and what that says is for the log: it may have a key or a value in it. */
    static EndpointRefusal failed(Throwable failure) {
        log.warn(
                "The endpoint failed with {}; the log has the rest of it at DEBUG",
                failure.getClass().getName());
        log.debug("The endpoint failed", failure);
        return new EndpointRefusal(
                FAILED,
                body(
                        "error", "it could not be done",
                        "reason", "something has failed in this instance",
                        "remedy", "look into its log"));
    }

    /** What is answered, or why it is not. */
    static <T> T orRefused(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (EndpointRefusal e) {
            throw e;
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    /** Keys are not for this user. */
    static EndpointRefusal keysAreNotShown() {
        return new EndpointRefusal(
                FORBIDDEN,
                body("refused", "keys are not shown", "remedy", "set management.endpoint.terrace.show-keys"));
    }

    WebEndpointResponse<Object> toResponse() {
        return new WebEndpointResponse<>(body, status);
    }

    private static Map<String, String> body(String... namesAndTexts) {
        Map<String, String> body = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            body.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return body;
    }
}

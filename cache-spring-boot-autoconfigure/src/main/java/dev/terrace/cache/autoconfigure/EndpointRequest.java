package dev.terrace.cache.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a request to do something says of where it comes from. A page of another site can make a browser send one, with the cookies and
 * the certificate of whoever looks at it; so those are refused. A program that is no browser says nothing of it.
 *
 * @param site the header {@code Sec-Fetch-Site}, which no script can set; null if it is not there
 * @param origin the header {@code Origin}; null if it is not there
 * @param host the header {@code Host}
 * @param query what stands behind the question mark; null for nothing
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
record EndpointRequest(
        @Nullable String site,
        @Nullable String origin,
        @Nullable String host,
        @Nullable String query) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Why it is not let through; null if it is. */
    @Nullable
    Refused refused() {
        if (isFromAnotherSite()) {
            return new Refused(
                    403,
                    Map.of(
                            "refused", "the request comes from a page of another site",
                            "remedy",
                                    "send it from a page of this host, or without a browser; if it was, behind a proxy, let the proxy pass Host on"));
        }
        return query == null || query.isEmpty()
                ? null
                : new Refused(
                        400,
                        Map.of(
                                "error", "there is something behind the question mark",
                                "reason", "what changes something takes its arguments from the body",
                                "remedy", "send them as a JSON object"));
    }

    /** A proxy that writes another {@code Host} makes every page look like one of another site to those who do not say {@code site}. */
    private boolean isFromAnotherSite() {
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        return origin != null
                && !(host != null && origin.replaceFirst("^https?://", "").equalsIgnoreCase(host));
    }

    /**
     * How it is answered.
     *
     * @param status the status
     * @param body the body, a JSON object
     */
    record Refused(int status, Map<String, String> body) {

        byte[] bytes() {
            return JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        }
    }
}

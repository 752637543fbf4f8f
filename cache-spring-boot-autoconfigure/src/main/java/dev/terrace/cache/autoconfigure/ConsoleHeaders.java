package dev.terrace.cache.autoconfigure;

import java.util.Map;

/**
 * What goes with the console's page and its parts: nothing but its own scripts and styles, from nowhere else, in nobody's frame,
 * stored by nobody.
 */
final class ConsoleHeaders {

    static final Map<String, String> ALL = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-store");

    private ConsoleHeaders() {}
}

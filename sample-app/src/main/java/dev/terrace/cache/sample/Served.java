package dev.terrace.cache.sample;

import dev.terrace.cache.CachedValue;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Which tier served an answer and how long that took, as headers of the answer.
 *
 * @param by {@code near}, {@code remote}, {@code loaded} or {@code stale}
 * @param took from asking the cache until it answered
 */
record Served(String by, Duration took) {

    /** The value of a read, whose way is told in the headers of the response. */
    static <V> @Nullable V reported(HttpServletResponse response, Callable<CachedValue<V>> read) throws Exception {
        long start = System.nanoTime();
        CachedValue<V> found = read.call();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        new Served(found.stale() ? "stale" : found.origin().label(), took).tell(response);
        return found.value();
    }

    private void tell(HttpServletResponse response) {
        response.setHeader("X-Cache", by);
        response.setHeader("Server-Timing", timing());
    }

    /** The form of the W3C's Server Timing: milliseconds, with a point. */
    String timing() {
        return String.format(Locale.ROOT, "cache;desc=\"%s\";dur=%.3f", by, took.toNanos() / 1e6);
    }
}

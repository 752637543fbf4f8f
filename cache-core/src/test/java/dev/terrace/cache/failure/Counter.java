package dev.terrace.cache.failure;

import dev.terrace.cache.CacheStatistics;
import java.util.function.ToLongFunction;

/** What a fault moves, by the name under which the page on failure modes has it. */
enum Counter {
    REMOTE_FAILURES("remoteFailures", CacheStatistics::remoteFailures),
    REJECTED_PAYLOADS("rejectedPayloads", CacheStatistics::rejectedPayloads);

    private final String text;
    private final ToLongFunction<CacheStatistics> count;

    Counter(String text, ToLongFunction<CacheStatistics> count) {
        this.text = text;
        this.count = count;
    }

    String text() {
        return text;
    }

    long in(Scene scene) {
        return scene.count(count);
    }
}

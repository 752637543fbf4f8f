package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** The threads of this JVM that the cache has made. */
final class Threads {

    private Threads() {}

    /** A thread that was about to connect when its client was closed ends when its attempt does, on a busy machine later. */
    static void assertNoneOfOurs() {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(Thread::isAlive)
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("terrace-") || name.startsWith("redisson")));
    }
}

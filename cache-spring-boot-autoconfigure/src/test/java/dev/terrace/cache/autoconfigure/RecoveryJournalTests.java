package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheEvent.JournalRead;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications without their Redis, and what they evict until it is there. */
class RecoveryJournalTests {

    @TempDir
    private Path directory;

    private final List<CacheEvent> events = new CopyOnWriteArrayList<>();

    private ApplicationContextRunner application() {
        return Contexts.caching()
                .withBean("events", CacheListener.class, () -> events::add)
                .withPropertyValues("terrace.cache.namespace=shop", "terrace.cache.redis.url=redis://127.0.0.1:1");
    }

    private ApplicationContextRunner withJournal() {
        return application().withPropertyValues("terrace.cache.recovery.journal=" + directory.resolve("journal"));
    }

    private static void evict(TerraceCacheManager caches) {
        caches.getTerraceCache("products").evict(1);
        caches.evictByTag("tag");
    }

    private List<JournalRead> read() {
        return events.stream()
                .filter(JournalRead.class::isInstance)
                .map(JournalRead.class::cast)
                .toList();
    }

    @Test
    void whatOneCouldNotSendIsThereForTheNextOne() {
        withJournal().run(context -> evict(context.getBean(TerraceCacheManager.class)));
        assertThat(read()).isEmpty();
        withJournal().run(context -> assertThat(context).hasNotFailed());
        assertThat(read()).containsExactly(new JournalRead(2, 0, 0));
        Threads.assertNoneOfOurs();
    }

    @Test
    void byDefaultNothingIsWritten() throws Exception {
        application()
                .withPropertyValues("terrace.cache.recovery.journal=")
                .run(context -> evict(context.getBean(TerraceCacheManager.class)));
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aSecondOneWithTheSameFileFailsToStart() {
        withJournal().run(first -> {
            withJournal()
                    .run(second -> assertThat(second)
                            .getFailure()
                            .hasStackTraceContaining("'terrace.cache.recovery.journal'")
                            .hasStackTraceContaining("in use by another process")
                            .hasStackTraceContaining("give each a file of its own"));
            assertThat(first).hasNotFailed();
        });
        withJournal().run(third -> assertThat(third).hasNotFailed());
    }

    @Test
    void anApplicationThatFailsToStartLeavesIt() {
        withJournal()
                .withPropertyValues("terrace.cache.redis.pool.size=0")
                .run(context -> assertThat(context).hasFailed());
        withJournal().run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void withoutARedisItIsNotMade() {
        Contexts.caching()
                .withPropertyValues("terrace.cache.recovery.journal=" + directory.resolve("journal"))
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(directory.resolve("journal")).doesNotExist();
    }
}

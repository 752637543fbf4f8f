package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An application that takes keys for names of caches is told so, and served. */
class ManyCachesTests {

    private final Logger logger = (Logger) LoggerFactory.getLogger(TerraceCacheManager.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void theThousandthCacheMadeAtRunTimeIsAWarning() {
        try (Instance instance = Instance.nearOnly(Policies.NEAR)) {
            for (int i = 1; i < TerraceCacheManager.MANY; i++) {
                instance.cache("user:" + i).put("k", i);
            }
            assertThat(lines.list).isEmpty();
            for (int i = TerraceCacheManager.MANY; i <= 3 * TerraceCacheManager.MANY; i++) {
                instance.cache("user:" + i).put("k", i);
            }
            assertThat(lines.list).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARN);
                assertThat(line.getFormattedMessage())
                        .contains("1000 caches", "are keys used as names of caches?", "'dynamic: false'")
                        .doesNotContain("user:");
            });
            assertThat(instance.cache("user:1").get("k", Integer.class)).isEqualTo(1);
        }
    }
}

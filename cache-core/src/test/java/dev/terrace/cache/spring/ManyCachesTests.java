package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Logged;
import dev.terrace.cache.fixture.Policies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that takes keys for names of caches is told so, and served. */
class ManyCachesTests {

    @RegisterExtension
    private final Logged logged = new Logged(TerraceCacheManager.class);

    @Test
    void theThousandthCacheMadeAtRunTimeIsAWarning() {
        try (Instance instance = Instance.nearOnly(Policies.NEAR)) {
            for (int i = 1; i < TerraceCacheManager.MANY; i++) {
                instance.cache("user:" + i).put("k", i);
            }
            assertThat(logged.lines()).isEmpty();
            for (int i = TerraceCacheManager.MANY; i <= 3 * TerraceCacheManager.MANY; i++) {
                instance.cache("user:" + i).put("k", i);
            }
            assertThat(logged.lines()).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARN);
                assertThat(line.getFormattedMessage())
                        .contains("1000 caches", "are keys used as names of caches?", "'dynamic: false'")
                        .doesNotContain("user:");
            });
            assertThat(instance.cache("user:1").get("k", Integer.class)).isEqualTo(1);
        }
    }
}

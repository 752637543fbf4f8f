package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.testing.RespClient;
import dev.terrace.cache.testing.TestRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A Redis that is set up so that caches lose what they need, or take from others what those need. */
@ExtendWith(OutputCaptureExtension.class)
class ServerAdviceIntegrationTests {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String POLICY = "drops any key when its memory is full ('maxmemory-policy' allkeys-lru): ";
    private static final String SHARED = "Databases [0, 3] of Redis at ";

    private static TestRedis redis;

    @BeforeAll
    static void start() throws IOException {
        redis = TestRedis.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        redis.cli("SET", "mine", "1");
        try (RespClient other = RespClient.to(redis.url() + "/3", SOON)) {
            assertThat(other.call("SET", "another's", "1")).isEqualTo("OK");
        }
    }

    @AfterAll
    static void stop() {
        redis.close();
        Threads.assertNoneOfOurs();
    }

    /** An application that has heard how its server is set up. */
    private static void run(String... properties) {
        Contexts.caching()
                .withPropertyValues("terrace.cache.namespace=advised", "terrace.cache.redis.url=" + redis.url())
                .withPropertyValues(properties)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    await().atMost(SOON)
                            .until(() -> context.getBean(TerraceCacheManager.class)
                                            .runtime()
                                            .servers()
                                            .last()
                                    != null);
                });
    }

    @Test
    void bothAreSaidOnce(CapturedOutput output) {
        run("terrace.cache.advice=strict");
        assertThat(output).containsOnlyOnce(POLICY).containsOnlyOnce(SHARED).contains("volatile-lru");
    }

    @Test
    void eachIsSilencedByItself(CapturedOutput output) {
        run("terrace.cache.silenced-advice=eviction-policy");
        assertThat(output).doesNotContain(POLICY).containsOnlyOnce(SHARED);
        run("terrace.cache.silenced-advice=shared-server");
        assertThat(output).containsOnlyOnce(POLICY).containsOnlyOnce(SHARED);
    }

    @Test
    void aPolicyThatLeavesLogsAloneIsGood(CapturedOutput output) {
        for (List<String> good : List.of(List.of("maxmemory-policy", "volatile-lru"), List.of("maxmemory", "0"))) {
            redis.cli("CONFIG", "SET", good.get(0), good.get(1));
            run();
            redis.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        }
        redis.cli("CONFIG", "SET", "maxmemory", "100mb");
        assertThat(output).doesNotContain("drops any");
    }
}

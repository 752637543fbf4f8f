package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.Origin;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.testing.TestAuthority;
import dev.terrace.cache.testing.TlsRedis;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Whole applications on a Redis with TLS. */
@ExtendWith(OutputCaptureExtension.class)
class TlsStartUpIntegrationTests {

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @AutoConfigurationPackage
    @ImportAutoConfiguration({
        TerraceCacheAutoConfiguration.class,
        CacheAutoConfiguration.class,
        SslAutoConfiguration.class
    })
    static class Application {}

    private static final Duration SOON = Duration.ofSeconds(20);

    private static TlsRedis redis;

    @BeforeAll
    static void startRedis() {
        redis = new TlsRedis(new TestAuthority());
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    private static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "terrace.cache.namespace=tls-" + UUID.randomUUID(),
                        "terrace.cache.redis.url=rediss://" + redis.address(),
                        // A handshake takes its time on a busy machine.
                        "terrace.cache.redis.connect-timeout=10s",
                        "terrace.cache.redis.timeout=5s",
                        "terrace.cache.coherence.max-staleness=10s",
                        "terrace.cache.silenced-advice=time-to-live,near-size")
                .properties(properties)
                .run();
    }

    @Test
    void aBundleSaysWhomToTrust(CapturedOutput output) {
        try (ConfigurableApplicationContext context = start(
                "terrace.cache.redis.ssl.bundle=redis",
                "spring.ssl.bundle.pem.redis.truststore.certificate=file:" + redis.authority())) {
            await().atMost(SOON)
                    .until(() ->
                            context.getBean(TerraceCacheManager.class).runtime().isConnected());
        }
        assertThat(output).doesNotContain("WARN", "ERROR");
    }

    @Test
    void withoutOneTheApplicationStartsInThisProcessAndSaysWhy(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            TerraceCacheManager manager = context.getBean(TerraceCacheManager.class);
            TerraceCache cache = manager.getTerraceCache("products");
            assertThat(cache.fetch("k", () -> "v").origin()).isEqualTo(Origin.LOADED);
            await().until(() -> cache.fetch("k", () -> "v").origin() == Origin.NEAR);
            assertThat(manager.runtime().isConnected()).isFalse();
            await().atMost(SOON).untilAsserted(() -> assertThat(output).contains("Redis is away"));
            assertThat(output)
                    .containsOnlyOnce(" WARN ")
                    .contains("the certificate of Redis is not trusted", "'terrace.cache.redis.ssl.bundle'")
                    .doesNotContain(" ERROR ", "\tat ");
        }
    }
}

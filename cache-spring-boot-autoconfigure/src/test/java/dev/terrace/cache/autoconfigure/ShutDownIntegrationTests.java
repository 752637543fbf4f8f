package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application ends in the middle of its work, while Redis says nothing. */
class ShutDownIntegrationTests {

    /** Generous on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(8);

    static class Catalogue {
        final CountDownLatch loading = new CountDownLatch(1);
        final CountDownLatch finish = new CountDownLatch(1);

        @Cacheable("products")
        public String product(String id) throws InterruptedException {
            loading.countDown();
            finish.await();
            return "p" + id;
        }

        public CountDownLatch loading() {
            return loading;
        }

        public CountDownLatch finish() {
            return finish;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @ImportAutoConfiguration({TerraceCacheAutoConfiguration.class, CacheAutoConfiguration.class})
    static class Application {
        @Bean
        Catalogue catalogue() {
            return new Catalogue();
        }
    }

    @Test
    void anApplicationEndsSoonAndItsCallersGetTheirAnswers() throws Exception {
        try (TestRedis redis = TestRedis.start()) {
            ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                    .web(WebApplicationType.NONE)
                    .run(
                            "--terrace.cache.namespace=it-" + UUID.randomUUID(),
                            "--terrace.cache.redis.url=" + redis.url());
            Catalogue catalogue = context.getBean(Catalogue.class);
            CompletableFuture<String> caller = CompletableFuture.supplyAsync(() -> {
                try {
                    return catalogue.product("1");
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(catalogue.loading().await(20, TimeUnit.SECONDS)).isTrue();
            redis.pause();

            long from = System.nanoTime();
            context.close();

            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(SOON);
            catalogue.finish().countDown();
            assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("p1");
        }
        Threads.assertNoneOfOurs();
    }
}

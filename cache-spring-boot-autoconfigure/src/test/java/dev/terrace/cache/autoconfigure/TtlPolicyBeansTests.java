package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.TtlPolicy;
import dev.terrace.cache.fixture.ManualTime;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What properties cannot say, beans say: the first that answers. */
class TtlPolicyBeansTests {

    @Configuration(proxyBeanMethods = false)
    static class Lives {

        @Bean
        ManualTime time() {
            return new ManualTime();
        }

        @Bean
        @Order(2)
        TtlPolicy longLives() {
            return (cache, key, value) -> Duration.ofMinutes(30);
        }

        @Bean
        @Order(1)
        TtlPolicy shortLives() {
            return (cache, key, value) -> "short".equals(value) ? Duration.ofMinutes(1) : null;
        }
    }

    @Test
    void theFirstThatAnswersDecides() {
        Contexts.caching()
                .withUserConfiguration(Lives.class)
                .withPropertyValues("terrace.cache.defaults.jitter=0")
                .run(context -> {
                    Cache cache = Objects.requireNonNull(
                            context.getBean(CacheManager.class).getCache("products"));
                    cache.put(1, "short");
                    cache.put(2, "long");
                    ManualTime time = context.getBean(ManualTime.class);
                    time.advance(Duration.ofMinutes(2));
                    assertThat(cache.get(1)).isNull();
                    time.advance(Duration.ofMinutes(20));
                    assertThat(cache.get(2, String.class)).isEqualTo("long");
                });
    }
}

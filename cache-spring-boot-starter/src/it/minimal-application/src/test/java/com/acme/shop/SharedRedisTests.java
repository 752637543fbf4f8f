package com.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The same application with one property more. */
@EnabledIfSystemProperty(named = "test.redis.url", matches = "redis.+")
class SharedRedisTests {

    private final String namespace = "shop-" + UUID.randomUUID();

    @Test
    void aSecondInstanceFindsWhatTheFirstHasLoaded() {
        try (ConfigurableApplicationContext one = start();
                ConfigurableApplicationContext two = start()) {
            Product first = one.getBean(Catalogue.class).find(1);
            assertThat(two.getBean(Catalogue.class).find(1)).isEqualTo(first);
            assertThat(two.getBean(Catalogue.class).queries()).isZero();
        }
    }

    private ConfigurableApplicationContext start() {
        return SpringApplication.run(
                ShopApplication.class,
                "--terrace.cache.redis.url=" + System.getProperty("test.redis.url"),
                "--terrace.cache.namespace=" + namespace);
    }
}

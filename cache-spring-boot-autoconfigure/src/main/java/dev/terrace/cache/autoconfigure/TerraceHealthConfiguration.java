package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.spring.TerraceCacheManager;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health of the caches, if the application shows its health. Boot calls it {@code terraceCache}, after the bean. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
class TerraceHealthConfiguration {

    @Bean
    @ConditionalOnEnabledHealthIndicator("terracecache")
    @ConditionalOnMissingBean(name = {"terraceCacheHealthIndicator", "terraceCacheHealthContributor"})
    HealthIndicator terraceCacheHealthIndicator(
            TerraceCacheManager manager, RemoteHistory history, TerraceCacheProperties properties) {
        return TerraceCacheHealthIndicator.of(
                manager, history, properties.health().statusWhenAway());
    }
}

package dev.terrace.cache.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters of the caches, if the application has Micrometer. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({MeterRegistry.class, CacheMeterBinderProvider.class})
class TerraceMetricsConfiguration {

    @Bean
    TerraceCacheMeterBinderProvider terraceCacheMeterBinderProvider() {
        return new TerraceCacheMeterBinderProvider();
    }

    @Bean
    RunTimeCacheMeters terraceRunTimeCacheMeters(
            ObjectProvider<CacheMetricsRegistrar> registrars, ObjectProvider<MeterRegistry> meters) {
        return new RunTimeCacheMeters(registrars, meters);
    }
}

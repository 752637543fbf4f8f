package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.micrometer.MeteredEvents;
import dev.terrace.cache.micrometer.NamespaceMeters;
import dev.terrace.cache.spring.TerraceCacheManager;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters of the caches, if the application has Micrometer. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({MeterRegistry.class, CacheMeterBinderProvider.class})
class TerraceMetricsConfiguration {

    /** A listener like those of the application: the cache manager finds it. Without a registry nothing is measured. */
    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    MeteredEvents terraceMeteredEvents() {
        return new MeteredEvents();
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    NamespaceMeters terraceNamespaceMeters(
            TerraceCacheManager manager, MeteredEvents events, CacheManagerFactory factory) {
        return new NamespaceMeters(manager.runtime(), events, factory.namespace());
    }

    @Bean
    TerraceCacheMeterBinderProvider terraceCacheMeterBinderProvider(ObjectProvider<MeteredEvents> events) {
        return new TerraceCacheMeterBinderProvider(events);
    }

    @Bean
    RunTimeCacheMeters terraceRunTimeCacheMeters(
            ObjectProvider<CacheMetricsRegistrar> registrars, ObjectProvider<MeterRegistry> meters) {
        return new RunTimeCacheMeters(registrars, meters);
    }
}

package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.micrometer.ObservedEvents;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Observations of what the caches do, if the application observes anything. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "terrace.cache.observations.enabled", matchIfMissing = true)
class TerraceObservationConfiguration {

    /** A listener like those of the application: the cache manager finds it. */
    @Bean
    @ConditionalOnBean(ObservationRegistry.class)
    ObservedEvents terraceObservedEvents(
            ObjectProvider<ObservationRegistry> registries, TerraceCacheProperties properties) {
        ObservationSettings settings = properties.observations();
        return new ObservedEvents(
                registries::getObject, new ObservedEvents.Settings(settings.remote(), settings.toKeyGroups()));
    }
}

package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.spring.TerraceCacheManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The endpoint, if the application has the actuator and exposes it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
class TerraceEndpointConfiguration {

    /** Apart, since the condition is a class of the actuator. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnAvailableEndpoint(TerraceEndpoint.class)
    @EnableConfigurationProperties(TerraceEndpointProperties.class)
    static class Exposed {

        /** From now on the caches know their hottest keys, if ever anybody is shown them. */
        @Bean
        EndpointCaches terraceEndpointCaches(TerraceCacheManager manager, TerraceEndpointProperties properties) {
            if (properties.everShowsKeys()) {
                manager.runtime().watchHotKeys();
            }
            return new EndpointCaches(manager);
        }

        /** Hears of all calls from the first, since the caches ask for it when they are made. */
        @Bean
        EndpointLatency terraceEndpointLatency(ObjectProvider<CacheClock> clock) {
            return new EndpointLatency(clock.getIfAvailable(CacheClock::system));
        }

        @Bean
        EndpointWrites terraceEndpointWrites(EndpointCaches caches, TerraceEndpointProperties properties) {
            return new EndpointWrites(caches, properties);
        }

        @Bean
        EndpointReads terraceEndpointReads(
                EndpointCaches caches,
                CacheManagerFactory factory,
                RemoteHistory history,
                EndpointLatency latency,
                TerraceEndpointProperties properties,
                ObjectProvider<EndpointAccessResolver> access) {
            EndpointAccessResolver resolver = access.getIfAvailable();
            boolean writable = resolver == null
                    || resolver.accessFor(EndpointId.of("terrace"), Access.UNRESTRICTED) == Access.UNRESTRICTED;
            return new EndpointReads(caches, factory.origin(), history, latency, properties, writable);
        }

        @Bean
        TerraceEndpoint terraceEndpoint(EndpointReads reads) {
            return new TerraceEndpoint(reads);
        }

        @Bean
        TerraceEndpointWebExtension terraceEndpointWebExtension(EndpointReads reads, EndpointWrites writes) {
            return new TerraceEndpointWebExtension(reads, writes);
        }

        @Bean
        TerraceEndpointJmxExtension terraceEndpointJmxExtension(EndpointReads reads, EndpointWrites writes) {
            return new TerraceEndpointJmxExtension(reads, writes);
        }
    }
}

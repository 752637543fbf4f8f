package dev.terrace.cache.autoconfigure;

import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

/** What stands before the endpoint and the console where they are served, be it on a port of its own. */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@ConditionalOnClass(WebFilter.class)
@ConditionalOnAvailableEndpoint(endpoint = TerraceEndpoint.class, exposure = EndpointExposure.WEB)
class TerraceManagementContextConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Servlet {

        @Bean
        Filter terraceEndpointFilter(ObjectProvider<PathMappedEndpoints> endpoints) {
            return new EndpointServletFilter(new EndpointPaths("terrace", endpoints));
        }

        @Bean
        @ConditionalOnAvailableEndpoint(endpoint = TerraceConsoleEndpoint.class, exposure = EndpointExposure.WEB)
        Filter terraceConsoleFilter(ObjectProvider<PathMappedEndpoints> endpoints) {
            return new ConsoleServletFilter(new EndpointPaths(TerraceConsoleEndpoint.ID, endpoints));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class Reactive {

        @Bean
        WebFilter terraceEndpointFilter(ObjectProvider<PathMappedEndpoints> endpoints) {
            return new EndpointWebFilter(new EndpointPaths("terrace", endpoints));
        }

        @Bean
        @ConditionalOnAvailableEndpoint(endpoint = TerraceConsoleEndpoint.class, exposure = EndpointExposure.WEB)
        WebFilter terraceConsoleFilter(ObjectProvider<PathMappedEndpoints> endpoints) {
            return new ConsoleWebFilter(new EndpointPaths(TerraceConsoleEndpoint.ID, endpoints));
        }
    }
}

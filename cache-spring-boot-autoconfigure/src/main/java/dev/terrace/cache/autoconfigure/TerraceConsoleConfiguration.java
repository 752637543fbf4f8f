package dev.terrace.cache.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * The console, in a web application that exposes it and the endpoint that it shows. {@link TerraceManagementContextConfiguration}
 * sets its headers where it is served.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({WebEndpoint.class, ConditionalOnAvailableEndpoint.class})
class TerraceConsoleConfiguration {

    /** Apart, since the condition is a class of the actuator. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(MvcOrWebFlux.class)
    @ConditionalOnAvailableEndpoint(endpoint = TerraceEndpoint.class, exposure = EndpointExposure.WEB)
    static class Exposed {

        @Bean
        @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
        TerraceConsoleEndpoint terraceConsoleEndpoint(ObjectProvider<PathMappedEndpoints> paths) {
            return new TerraceConsoleEndpoint(paths::getObject);
        }
    }

    /** Not over Jersey, which as a filter may stand before the one that sets the headers. */
    static class MvcOrWebFlux extends AnyNestedCondition {

        MvcOrWebFlux() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        @ConditionalOnClass(name = "org.springframework.web.servlet.DispatcherServlet")
        static class Mvc {}

        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        @ConditionalOnClass(name = "org.springframework.web.reactive.DispatcherHandler")
        static class WebFlux {}
    }
}

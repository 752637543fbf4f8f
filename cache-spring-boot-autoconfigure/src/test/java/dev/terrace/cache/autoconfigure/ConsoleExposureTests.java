package dev.terrace.cache.autoconfigure;

import static dev.terrace.cache.autoconfigure.ConsoleAnswers.get;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Where the console is served, where it is not, and what goes with it. */
class ConsoleExposureTests {

    /** The class path has a second server, which over WebFlux would define the same bean. */
    private static final String NOT_BOTH_SERVERS =
            "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Caching {}

    private static ConfigurableApplicationContext start(
            WebApplicationType type, List<Class<?>> sources, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.addAll(List.of("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off"));
        all.add("terrace.cache.namespace=console");
        return new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .web(type)
                .properties(all.toArray(String[]::new))
                .run();
    }

    private static URI at(ConfigurableApplicationContext application, String port, String path) {
        return URI.create(
                "http://127.0.0.1:%s%s".formatted(application.getEnvironment().getProperty(port), path));
    }

    /** Who wants to know where requests go, and is itself somewhere that requests go. */
    @Endpoint(id = "routes")
    static final class Routes {

        private final RequestMappingHandlerMapping mapping;

        Routes(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
            this.mapping = mapping;
        }

        @ReadOperation
        Map<String, Integer> count() {
            return Map.of("routes", mapping.getHandlerMethods().size());
        }
    }

    @Test
    void overMvcBesideAnActuatorWhoseEndpointsNeedTheMappings() {
        try (ConfigurableApplicationContext application = start(
                WebApplicationType.SERVLET,
                List.of(Application.class, Routes.class),
                "management.endpoints.web.exposure.include=terrace,terraceconsole,routes",
                "server.servlet.context-path=/shop",
                "spring.mvc.servlet.path=/app")) {
            URI page = at(application, "local.server.port", "/shop/app/actuator/terraceconsole");
            ConsoleAnswers.assertPageAndParts(page);
            for (String nothing : List.of("/console.html", "/nothing.js", "/..%2Fconsole.css", "/%2e%2e%2fterrace")) {
                assertThat(get(URI.create(page + nothing)).statusCode())
                        .as(nothing)
                        .isIn(400, 404, 406);
            }
            HttpResponse<String> disguised = get(page.resolve("terrace%63onsole"));
            assertThat(disguised.statusCode()).isEqualTo(200);
            ConsoleAnswers.assertHeaders(disguised);
            HttpResponse<String> other = get(page.resolve("../actuator"));
            assertThat(other.body()).contains("/actuator/terraceconsole");
            assertThat(other.headers().firstValue("Content-Security-Policy")).isEmpty();
            assertThat(get(page.resolve("routes")).body()).contains("routes");
        }
    }

    @Test
    void overWebFluxOnAManagementPortUnderItsPaths() {
        try (ConfigurableApplicationContext application = start(
                WebApplicationType.REACTIVE,
                List.of(Application.class),
                "management.endpoints.web.exposure.include=terrace,terraceconsole",
                "spring.autoconfigure.exclude=" + NOT_BOTH_SERVERS,
                "spring.webflux.base-path=/shop",
                "management.server.port=0",
                "management.server.address=127.0.0.1",
                "management.server.base-path=/ops",
                "management.endpoints.web.base-path=/manage",
                "management.endpoints.web.path-mapping.terrace=caches/terrace",
                "management.endpoints.web.path-mapping.terraceconsole=caches/console")) {
            URI page = at(application, "local.management.port", "/ops/manage/caches/console");
            ConsoleAnswers.assertPageAndParts(page);
            assertThat(get(page).body()).contains("data-endpoint=\"../caches/terrace\"");
            assertThat(get(at(application, "local.server.port", "/shop/manage/caches/console"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"terrace", "terraceconsole"})
    void notUnlessBothAreExposed(String exposed) {
        conditions(new WebApplicationContextRunner(), exposed, false);
    }

    @Test
    void onlyIfBothAreExposedOverTheWeb() {
        conditions(new WebApplicationContextRunner(), "terrace,terraceconsole", true);
        conditions(new ReactiveWebApplicationContextRunner(), "terrace,terraceconsole", true);
        conditions(new ApplicationContextRunner(), "terrace,terraceconsole", false);
    }

    @Test
    void notOverJerseyWhichMayStandBeforeTheHeaders() {
        conditions(
                new WebApplicationContextRunner().withClassLoader(new FilteredClassLoader(DispatcherServlet.class)),
                "terrace,terraceconsole",
                false);
    }

    @Test
    void notWithoutAnActuator() {
        new WebApplicationContextRunner()
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .withUserConfiguration(Caching.class)
                .withConfiguration(AutoConfigurations.of(TerraceCacheAutoConfiguration.class))
                .withPropertyValues("terrace.cache.namespace=console")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("terraceConsoleEndpoint"));
    }

    /** They create every endpoint, and an endpoint may need what is created after the filters. */
    @Test
    void pathsAreAskedForByTheFirstRequest() {
        AtomicInteger created = new AtomicInteger();
        filters(new WebApplicationContextRunner())
                .withBean(
                        PathMappedEndpoints.class,
                        () -> {
                            created.incrementAndGet();
                            return new PathMappedEndpoints("/actuator", List::of);
                        },
                        definition -> definition.setLazyInit(true))
                .run(context -> {
                    assertThat(created).hasValue(0);
                    assertThat(passed(context.getBean("terraceConsoleFilter", Filter.class)))
                            .isEmpty();
                    assertThat(created).hasValue(1);
                });
    }

    @Test
    void headersGoToNothingWhereThereAreNoPaths() {
        filters(new WebApplicationContextRunner()).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(PathMappedEndpoints.class);
            assertThat(passed(context.getBean("terraceConsoleFilter", Filter.class)))
                    .isEmpty();
        });
    }

    private static WebApplicationContextRunner filters(WebApplicationContextRunner runner) {
        return runner.withUserConfiguration(Caching.class, TerraceManagementContextConfiguration.class)
                .withConfiguration(AutoConfigurations.of(TerraceCacheAutoConfiguration.class))
                .withPropertyValues(
                        "terrace.cache.namespace=console",
                        "management.endpoints.web.exposure.include=terrace,terraceconsole");
    }

    /** The headers of what the filter lets through. */
    private static Collection<String> passed(Filter filter) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();
        filter.doFilter(new MockHttpServletRequest("GET", "/actuator/terraceconsole"), response, chain);
        assertThat(chain.getRequest()).isNotNull();
        return response.getHeaderNames();
    }

    private static void conditions(AbstractApplicationContextRunner<?, ?, ?> runner, String exposed, boolean served) {
        runner.withUserConfiguration(Caching.class)
                .withConfiguration(AutoConfigurations.of(
                        TerraceCacheAutoConfiguration.class,
                        EndpointAutoConfiguration.class,
                        WebEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "terrace.cache.namespace=console", "management.endpoints.web.exposure.include=" + exposed)
                .run(context -> assertThat(context.getBeansOfType(TerraceConsoleEndpoint.class))
                        .hasSize(served ? 1 : 0));
    }
}

package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.spring.annotation.CacheTags;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A running application whose caches the console shows. */
final class ConsoleShop implements AutoCloseable {

    /** A key and a name of a cache that would do something if a page took them for its own. */
    static final String MARKUP = "<img src=x onerror=\"document.title=1\"><script>document.title=2</script>";

    /** What the POST requests carried against requests of other sites. */
    static final Queue<String> TOKENS = new ConcurrentLinkedQueue<>();

    private final ConfigurableApplicationContext context;

    private ConsoleShop(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static ConsoleShop start(String redis, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.main.banner-mode=off",
                "terrace.cache.namespace=shop",
                "terrace.cache.redis.url=" + redis,
                "management.endpoints.web.exposure.include=terrace,terraceconsole"));
        all.addAll(List.of(properties));
        return new ConsoleShop(new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .properties(all.toArray(String[]::new))
                .run());
    }

    URI console() {
        String port = context.getEnvironment().getProperty("local.server.port");
        return URI.create("http://127.0.0.1:%s/actuator/terraceconsole".formatted(port));
    }

    Catalogue catalogue() {
        return context.getBean(Catalogue.class);
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Application {

        @Bean
        Catalogue catalogue() {
            return new Catalogue();
        }

        /** As Spring Security would look at them. */
        @Bean
        Filter tokens() {
            return (request, response, chain) -> {
                if (request instanceof HttpServletRequest http
                        && http.getMethod().equals("POST")) {
                    TOKENS.add(String.valueOf(http.getHeader("X-XSRF-TOKEN")));
                }
                chain.doFilter(request, response);
            };
        }
    }

    record Product(String name, double price) {}

    /** What is cached; it counts its loads. */
    static class Catalogue {

        private final AtomicInteger loads = new AtomicInteger();

        @Cacheable("products")
        @CacheTags("'range:' + #name.substring(0, 3)")
        public Product product(String name) {
            loads.incrementAndGet();
            return new Product(name, 12.5);
        }

        @Cacheable("prices")
        public double price(String name) {
            return name.length() * 1.5;
        }

        @Cacheable(MARKUP)
        public String dangerous(String name) {
            return name;
        }

        @CacheEvict(
                cacheNames = {"products", "prices"},
                allEntries = true)
        public void forget() {}

        int loads() {
            return loads.get();
        }
    }
}

package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.codec.TypeAllowList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;

/** Application contexts as an application with the starter has them. */
final class Contexts {

    private Contexts() {}

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Caching {}

    /** With {@code @EnableCaching}, our auto-configuration and Boot's. */
    static ApplicationContextRunner caching() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        TerraceAnnotationsAutoConfiguration.class,
                        TerraceCacheAutoConfiguration.class,
                        CacheAutoConfiguration.class))
                .withUserConfiguration(Caching.class);
    }

    /** No classes but those of the JDK. */
    static TypeAllowList nothingAllowed() {
        return new TypeAllowList(List.of());
    }

    /** As if this were in application.yml. */
    static ApplicationContextInitializer<ConfigurableApplicationContext> yaml(String yaml) {
        return context -> {
            try {
                new YamlPropertySourceLoader()
                        .load("yaml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                        .forEach(context.getEnvironment().getPropertySources()::addFirst);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}

package dev.terrace.cache.sample.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Lets the sample run without configuration: names the directory where its instances meet, and has them share a Redis unless one
 * is configured. It comes after all other sources of properties, and before anybody reads them.
 */
public final class EmbeddedRedisEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

    /** What names a Redis. Timeouts and the like may be set beside, and then apply to the embedded one. */
    private static final List<ConfigurationPropertyName> ADDRESSES = Stream.of(
                    "terrace.cache.redis.url",
                    "terrace.cache.redis.host",
                    "terrace.cache.redis.port",
                    "terrace.cache.redis.cluster",
                    "terrace.cache.redis.sentinel",
                    "spring.data.redis")
            .map(ConfigurationPropertyName::of)
            .toList();

    private final Log log;
    private final ConfigurableBootstrapContext bootstrap;

    /** Called by Spring Boot. */
    public EmbeddedRedisEnvironmentPostProcessor(DeferredLogFactory logs, ConfigurableBootstrapContext bootstrap) {
        this.log = logs.getLog(EmbeddedRedisEnvironmentPostProcessor.class);
        this.bootstrap = bootstrap;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        // Read once by H2, when its first class loads: the server that it opens for other instances is for this
        // machine.
        System.setProperty("h2.bindAddress", "127.0.0.1");
        Binder binder = Binder.get(environment);
        Path directory = directory(environment, binder);
        if (wantsRedis(environment, binder)) {
            join(environment, directory);
        }
    }

    private static Path directory(ConfigurableEnvironment environment, Binder binder) {
        String namespace = environment.getProperty("spring.application.name", "sample");
        Path directory = binder.bind("sample.directory", Path.class)
                .orElseGet(() -> SampleDirectory.standard(namespace))
                .toAbsolutePath();
        try {
            SampleDirectory.prepare(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot use %s for the sample's files (%s); name another one with --sample.directory"
                            .formatted(directory, e.getMessage()),
                    e);
        }
        add(environment, "sampleDirectory", Map.of("sample.directory", directory.toString()));
        return directory;
    }

    private static boolean wantsRedis(ConfigurableEnvironment environment, Binder binder) {
        return binder.bind("sample.embedded-redis", Boolean.class).orElse(true)
                && binder.bind("terrace.cache.enabled", Boolean.class).orElse(true)
                && ADDRESSES.stream().noneMatch(property -> isSet(environment, property));
    }

    /** Whether some source has this property or one below it. */
    private static boolean isSet(ConfigurableEnvironment environment, ConfigurationPropertyName property) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.from(environment.getPropertySources())) {
            if (source.getConfigurationProperty(property) != null
                    || source.containsDescendantOf(property) == ConfigurationPropertyState.PRESENT) {
                return true;
            }
        }
        return false;
    }

    private void join(ConfigurableEnvironment environment, Path directory) {
        try {
            SharedRedis redis = SharedRedis.join(directory, RedisLauncher.in(directory));
            closeLast(redis);
            add(environment, "embeddedRedis", Map.of("terrace.cache.redis.url", "redis://127.0.0.1:" + redis.port()));
            log.info("Redis: embedded on 127.0.0.1:%d (shared with other instances of this sample), %s"
                    .formatted(
                            redis.port(), redis.isOwned() ? "stopped when this one ends" : "started by another one"));
        } catch (IOException e) {
            log.warn("Redis: none. This instance caches near only and sees no changes made on others (%s). "
                            .formatted(e.getMessage())
                    + "Install redis-server, or name one with --terrace.cache.redis.url=redis://host:6379");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** After all beans, since these use it; and at the latest when the process ends, should there never be a context. */
    private void closeLast(SharedRedis redis) {
        SpringApplication.getShutdownHandlers().add(() -> close(redis));
        bootstrap.addCloseListener(event -> {
            if (event.getApplicationContext().getBeanFactory() instanceof DefaultSingletonBeanRegistry beans) {
                beans.registerSingleton("embeddedRedis", redis);
                // Beans are destroyed in the opposite order of their registration, and no bean exists yet.
                beans.registerDisposableBean("embeddedRedis", redis::close);
            }
        });
    }

    private void close(SharedRedis redis) {
        try {
            redis.close();
        } catch (IOException e) {
            log.warn("The embedded Redis (process %d) may still run: %s".formatted(redis.pid(), e.getMessage()));
        }
    }

    private static void add(ConfigurableEnvironment environment, String name, Map<String, Object> properties) {
        environment.getPropertySources().addLast(new MapPropertySource(name, properties));
    }
}

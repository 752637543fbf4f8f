package dev.terrace.cache.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/**
 * What {@code ready-made.properties} has: policies with a name, and the settings of an environment.
 *
 * @param policies the policies, by name, but for what the environment silences
 * @param environment the settings of the environment
 */
record ReadyMade(Map<String, CacheSettings> policies, Group environment) {

    static final String RESOURCE = "dev/terrace/cache/autoconfigure/ready-made.properties";

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");
    private static final String COMPRESSION = ".defaults.compression.algorithm";
    private static final Group NOTHING = new Group(CacheSettings.NONE, Advice.Mode.WARN, List.of());

    /**
     * The settings of an environment.
     *
     * @param defaults what a cache has of which nobody says otherwise
     * @param advice what becomes of advice, unless the application says
     * @param silenced the settings of which ready-made policies say nothing here: a single Redis has no replica to wait for
     */
    record Group(
            @DefaultValue CacheSettings defaults,
            @DefaultValue("warn") Advice.Mode advice,
            @DefaultValue List<String> silenced) {}

    /**
     * @param environment null for none
     * @param formats an environment asks for no compression whose library is missing: the application did not ask for it either
     */
    static ReadyMade in(@Nullable EnvironmentName environment, AvailableFormats formats) {
        Properties all = load();
        if (environment == null) {
            return new ReadyMade(policies(all), NOTHING);
        }
        String name = "environments." + environment.key();
        if (!formats.has(all.getProperty(name + COMPRESSION))) {
            all.remove(name + COMPRESSION);
            log.info(
                    "'terrace.cache.environment' ({}) would compress values if at.yawk.lz4:lz4-java or com.github.luben:zstd-jni were there",
                    environment.key());
        }
        Group group = binder(all).bind(name, Bindable.of(Group.class)).get();
        group.silenced().forEach(setting -> silence(all, setting));
        return new ReadyMade(policies(all), group);
    }

    private static Map<String, CacheSettings> policies(Properties all) {
        return binder(all)
                .bind("policies", Bindable.mapOf(String.class, CacheSettings.class))
                .get();
    }

    private static void silence(Properties all, String setting) {
        all.keySet().removeIf(key -> key.toString().matches("policies\\.[^.]+\\." + setting + "(\\..+)?"));
    }

    private static Binder binder(Properties properties) {
        return new Binder(new MapConfigurationPropertySource(properties));
    }

    private static Properties load() {
        try {
            return PropertiesLoaderUtils.loadProperties(
                    new ClassPathResource(RESOURCE, ReadyMade.class.getClassLoader()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

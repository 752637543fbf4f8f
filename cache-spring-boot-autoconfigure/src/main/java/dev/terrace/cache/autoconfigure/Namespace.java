package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Finds what separates the keys of this application from those of others. */
final class Namespace {

    private static final Logger log = LoggerFactory.getLogger(Namespace.class);

    private static final String PROPERTY = "terrace.cache.namespace";
    private static final String APPLICATION_NAME = "spring.application.name";
    private static final String UNNAMED = "application";
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String RULE = "may hold only letters, digits, '.', '_' and '-', at most 64 characters";

    private Namespace() {}

    /** @throws CacheConfigurationException if the configured one is not legal, whether or not it is needed */
    static void check(@Nullable String configured) {
        if (configured != null && !LEGAL.matcher(configured).matches()) {
            throw new CacheConfigurationException(
                    "'%s' (%s) %s".formatted(PROPERTY, configured, RULE), "write a name such as shop");
        }
    }

    /**
     * The namespace of an application that shares its caches: an application name is not made legal, since two names might become
     * one.
     *
     * @throws CacheConfigurationException if it is not legal
     */
    static String of(@Nullable String configured, Environment environment) {
        check(configured);
        if (configured != null) {
            return configured;
        }
        String application = environment.getProperty(APPLICATION_NAME);
        if (!StringUtils.hasText(application)) {
            log.warn(
                    "Neither '{}' nor '{}' is set: the keys in Redis begin with '{}', as those of any other application without a name",
                    PROPERTY,
                    APPLICATION_NAME,
                    UNNAMED);
            return UNNAMED;
        }
        if (!LEGAL.matcher(application).matches()) {
            throw new CacheConfigurationException(
                    "'%s' (%s) cannot be the namespace of the caches, which %s"
                            .formatted(APPLICATION_NAME, application, RULE),
                    "set '%s'".formatted(PROPERTY));
        }
        return application;
    }
}

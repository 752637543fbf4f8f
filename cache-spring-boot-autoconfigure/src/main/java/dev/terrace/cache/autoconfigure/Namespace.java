package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Finds what separates the keys of this application from those of others. */
final class Namespace {

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
     * @throws CacheConfigurationException if it is not legal, or there is none and advice must be taken
     */
    static String of(@Nullable String configured, Environment environment, Advice advice) {
        check(configured);
        if (configured != null) {
            return configured;
        }
        String application = environment.getProperty(APPLICATION_NAME);
        if (!StringUtils.hasText(application)) {
            advice.give(
                    Advice.Kind.NAMESPACE,
                    "Neither '%s' nor '%s' is set".formatted(PROPERTY, APPLICATION_NAME),
                    "the keys in Redis begin with '%s', as those of any other application without a name"
                            .formatted(UNNAMED),
                    "set one of them");
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

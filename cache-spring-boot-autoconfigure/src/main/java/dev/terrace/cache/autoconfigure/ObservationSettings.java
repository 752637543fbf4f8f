package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.micrometer.KeyGroups;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is observed, and so traced.
 *
 * @param enabled Whether loads, refreshes and calls of Redis are observations, if the application has somebody who listens to them.
 * @param remote Whether calls of Redis are among them.
 * @param keyGroups Regular expressions by the names of groups: a span names the group of its key, the first that is found in it, else
 *     other. Without groups it says nothing of its key.
 */
record ObservationSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean remote,
        @DefaultValue Map<String, String> keyGroups) {

    /** @throws dev.terrace.cache.CacheConfigurationException if one is no regular expression */
    KeyGroups toKeyGroups() {
        return PropertyNames.below("terrace.cache", () -> KeyGroups.of(keyGroups));
    }
}

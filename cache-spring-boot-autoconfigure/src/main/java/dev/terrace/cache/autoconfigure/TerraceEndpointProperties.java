package dev.terrace.cache.autoconfigure;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint.
 *
 * @param showKeys When to show keys and tags.
 * @param showValues When to show values, beside their keys.
 * @param roles Roles of which a user needs one to be shown what is shown when authorized. If empty, every authenticated user is
 *     authorized.
 */
@ConfigurationProperties("management.endpoint.terrace")
record TerraceEndpointProperties(
        @DefaultValue("never") Show showKeys,
        @DefaultValue("never") Show showValues,
        @DefaultValue Set<String> roles) {

    /** What this user is shown. */
    Shown to(SecurityContext user) {
        boolean keys = showKeys.isShown(user, roles);
        return new Shown(keys, keys && showValues.isShown(user, roles));
    }

    /** Whether anybody ever is shown keys. */
    boolean everShowsKeys() {
        return showKeys != Show.NEVER;
    }

    /**
     * What somebody is shown.
     *
     * @param keys keys and tags
     * @param values values, never without their keys
     */
    record Shown(boolean keys, boolean values) {}
}

package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.autoconfigure.PolicyChain.Link;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells of each setting of a cache where its value comes from. Immutable.
 *
 * @param declared what was asked for, of each declared cache
 * @param otherwise what was asked for, of any other
 * @param environment what the application runs in; empty if it does not say
 */
record PolicyOrigins(Map<String, Wanted> declared, Wanted otherwise, String environment) {

    private static final String POLICIES = "terrace.cache.policies";

    PolicyOrigins {
        declared = Map.copyOf(declared);
    }

    /**
     * What was asked for.
     *
     * @param links where settings are, nearest first
     * @param policy what follows from them
     */
    record Wanted(List<Link> links, CachePolicy policy) {}

    /**
     * A setting in force.
     *
     * @param value as it would be written in the configuration
     * @param origin where it comes from
     */
    record Setting(Object value, String origin) {}

    /** The settings of a cache by their names, in the order of the documentation. */
    Map<String, Setting> of(String cache, CachePolicy inForce) {
        Wanted wanted = declared.getOrDefault(cache, otherwise);
        Inheritance inherited = new Inheritance(wanted.links());
        Map<String, Setting> settings = new LinkedHashMap<>();
        PolicySetting.ALL.forEach(setting -> {
            Object value = setting.valueIn(inForce);
            String origin = origin(wanted.links(), setting.distance(inherited));
            settings.put(
                    setting.name(),
                    new Setting(
                            value,
                            value.equals(setting.valueIn(wanted.policy()))
                                    ? origin
                                    : "not possible here; asked for by " + origin));
        });
        return settings;
    }

    private String origin(List<Link> links, int distance) {
        if (distance >= links.size()) {
            return "built-in";
        }
        String path = links.get(distance).path();
        if (path.equals(ConfiguredPolicies.ENVIRONMENT)) {
            return "environment " + environment;
        }
        if (path.equals(ConfiguredPolicies.DEFAULTS)) {
            return "defaults";
        }
        return path.startsWith(POLICIES) ? "policy " + nameOf(path.substring(POLICIES.length())) : path;
    }

    /** Of {@code .name} or {@code [name]}. */
    private static String nameOf(String rest) {
        return rest.startsWith("[") ? rest.substring(1, rest.length() - 1) : rest.substring(1);
    }
}

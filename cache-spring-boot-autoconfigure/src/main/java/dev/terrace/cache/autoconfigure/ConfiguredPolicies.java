package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.autoconfigure.PolicyChain.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resolves what each cache inherits: the cache, its policy and that one's parents, the defaults and theirs, the library's own. */
final class ConfiguredPolicies {

    private static final Logger log = LoggerFactory.getLogger(ConfiguredPolicies.class);
    private static final String POLICIES = "terrace.cache.policies";

    private final TerraceCacheProperties properties;
    private final Set<String> codecs;
    private final Set<String> used = new HashSet<>();

    ConfiguredPolicies(TerraceCacheProperties properties, Collection<String> codecs) {
        this.properties = properties;
        this.codecs = new TreeSet<>(codecs);
    }

    /**
     * What was resolved.
     *
     * @param declared the policy of each declared cache
     * @param defaults the policy of any other
     */
    record Resolved(Map<String, CachePolicy> declared, CachePolicy defaults) {}

    /**
     * @param names caches that are declared without settings
     * @throws CacheConfigurationException if a cache, the defaults or a policy cannot be used
     */
    Resolved resolve(Collection<String> names) {
        CachePolicy defaults = chain(defaults()).toPolicy();
        Map<String, CachePolicy> declared = new LinkedHashMap<>();
        names.forEach(name -> declared.put(name, defaults));
        properties
                .caches()
                .forEach((name, settings) -> declared.put(
                        name,
                        chain(new Link(PropertyNames.entry("terrace.cache.caches", name), settings))
                                .toPolicy()));
        checkUnusedPolicies();
        return new Resolved(declared, defaults);
    }

    /** A policy that is used is judged with the settings of its users. */
    private void checkUnusedPolicies() {
        Set<String> unused = new TreeSet<>(properties.policies().keySet());
        unused.removeAll(used);
        for (String name : unused) {
            CachePolicy possible = chain(policy(name)).toPolicy();
            log.debug("Policy '{}' is not used by any cache: {}", name, possible);
        }
    }

    private Link defaults() {
        return new Link("terrace.cache.defaults", properties.defaults());
    }

    private Link policy(String name) {
        CacheSettings settings = properties.policies().get(name);
        if (settings == null) {
            throw new IllegalArgumentException(name);
        }
        return new Link(PropertyNames.entry(POLICIES, name), settings);
    }

    private PolicyChain chain(Link start) {
        List<Link> links = new ArrayList<>(withParents(start));
        if (!start.equals(defaults())) {
            links.addAll(withParents(defaults()));
        }
        return new PolicyChain(List.copyOf(links), codecs);
    }

    private List<Link> withParents(Link start) {
        List<Link> links = new ArrayList<>(List.of(start));
        Set<String> names = new LinkedHashSet<>();
        Link child = start;
        String parent = child.settings().policy();
        while (parent != null) {
            requireKnown(child, parent);
            if (!names.add(parent)) {
                throw cycle(child, parent, names);
            }
            child = policy(parent);
            links.add(child);
            parent = child.settings().policy();
        }
        used.addAll(names);
        return links;
    }

    private void requireKnown(Link child, String parent) {
        Set<String> known = properties.policies().keySet();
        if (!known.contains(parent)) {
            throw new CacheConfigurationException(
                    "'%s.policy' (%s) names a policy that does not exist".formatted(child.path(), parent),
                    known.isEmpty()
                            ? "declare it as '%s'".formatted(PropertyNames.entry(POLICIES, parent))
                            : "use one of " + String.join(", ", new TreeSet<>(known)));
        }
    }

    private static CacheConfigurationException cycle(Link child, String parent, Set<String> names) {
        List<String> path = new ArrayList<>(names);
        List<String> circle = new ArrayList<>(path.subList(path.indexOf(parent), path.size()));
        circle.add(parent);
        return new CacheConfigurationException(
                "'%s.policy' (%s) closes a cycle: %s".formatted(child.path(), parent, String.join(" -> ", circle)),
                "remove 'policy' from one of them");
    }
}

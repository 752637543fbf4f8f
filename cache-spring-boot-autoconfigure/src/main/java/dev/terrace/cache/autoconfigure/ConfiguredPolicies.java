package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.autoconfigure.PolicyChain.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves what each cache inherits: the cache, its policy and that one's parents, the defaults and theirs, the environment, the
 * library's own. Behind what the application says under the name of a policy comes the ready-made one of that name.
 */
final class ConfiguredPolicies {

    private static final Logger log = LoggerFactory.getLogger(ConfiguredPolicies.class);
    private static final String POLICIES = "terrace.cache.policies";

    static final String DEFAULTS = "terrace.cache.defaults";
    static final String ENVIRONMENT = "terrace.cache.environment";

    private final TerraceCacheProperties properties;
    private final ReadyMade readyMade;
    private final AvailableFormats formats;
    private final PossiblePolicies possible;
    private final UnsaidSettings unsaid = new UnsaidSettings();
    private final Set<String> used = new HashSet<>();
    private final Map<String, PolicyOrigins.Wanted> wanted = new HashMap<>();

    ConfiguredPolicies(TerraceCacheProperties properties, ReadyMade readyMade, AvailableFormats formats) {
        this.properties = properties;
        this.readyMade = readyMade;
        this.formats = formats;
        this.possible = new PossiblePolicies(formats);
    }

    /**
     * What was resolved.
     *
     * @param declared the policy of each declared cache
     * @param defaults the policy of any other
     * @param origins where each setting comes from
     * @param onOther told the name of a cache that gets the defaults at run time: advises
     */
    record Resolved(
            Map<String, CachePolicy> declared, CachePolicy defaults, PolicyOrigins origins, Consumer<String> onOther) {

        /** The policy of a cache that is not declared. */
        CachePolicy other(String name) {
            onOther.accept(name);
            return defaults;
        }
    }

    /**
     * @param names caches that are declared without settings
     * @throws CacheConfigurationException if a cache, the defaults or a policy cannot be used, or advice must be taken and is not
     */
    Resolved resolve(Collection<String> names, Advice advice) {
        PolicyChain ofAll = chain(List.of());
        CachePolicy defaults = ofAll.toPolicy();
        PolicyOrigins.Wanted otherwise = new PolicyOrigins.Wanted(ofAll.links(), defaults);
        if (properties.dynamic() || !names.isEmpty()) {
            defaults = possible.of(DEFAULTS, defaults);
        }
        Map<String, CachePolicy> declared = new LinkedHashMap<>();
        for (String name : names) {
            declared.put(name, defaults);
            unsaid.note(name, ofAll, defaults);
        }
        properties.caches().forEach((name, settings) -> declared.put(name, cache(name, settings)));
        checkUnusedPolicies();
        possible.advise(advice);
        unsaid.advise(advice);
        EnvironmentName environment = properties.environment();
        return new Resolved(
                declared,
                defaults,
                new PolicyOrigins(wanted, otherwise, environment != null ? environment.key() : ""),
                adviceOnOthers(ofAll, defaults, advice.afterStart()));
    }

    /** With the first that there is, and not with each. */
    private static Consumer<String> adviceOnOthers(PolicyChain ofAll, CachePolicy defaults, Advice advice) {
        AtomicBoolean given = new AtomicBoolean();
        return name -> {
            if (!given.getAndSet(true)) {
                UnsaidSettings unsaid = new UnsaidSettings();
                unsaid.note(name, ofAll, defaults);
                unsaid.advise(advice);
            }
        };
    }

    private CachePolicy cache(String name, CacheSettings settings) {
        Link start = new Link(PropertyNames.entry("terrace.cache.caches", name), settings);
        PolicyChain chain = chain(withParents(start, new LinkedHashSet<>()));
        CachePolicy policy = chain.toPolicy();
        wanted.put(name, new PolicyOrigins.Wanted(chain.links(), policy));
        CachePolicy possibly = possible.of(start.path(), policy);
        unsaid.note(name, chain, possibly);
        return possibly;
    }

    /** A policy that is used is judged with the settings of its users. */
    private void checkUnusedPolicies() {
        Set<String> unused = new TreeSet<>(properties.policies().keySet());
        unused.removeAll(used);
        for (String name : unused) {
            CachePolicy policy = chain(policy(name, new LinkedHashSet<>())).toPolicy();
            log.debug("Policy '{}' is not used by any cache: {}", name, policy);
            warnOfDashes(name);
        }
    }

    /** An environment variable cannot write a dash: what was meant for a policy with one declares another. */
    private void warnOfDashes(String unused) {
        Set<String> known = new TreeSet<>(readyMade.policies().keySet());
        known.addAll(properties.policies().keySet());
        known.removeIf(name -> name.equals(unused) || !name.replace("-", "").equals(unused));
        for (String name : known) {
            log.warn(
                    "'{}' is used by no cache; if it is meant for the policy '{}', set it in a file, since an environment variable cannot write a dash",
                    PropertyNames.entry(POLICIES, unused),
                    name);
        }
    }

    /** These links, and behind them what all have. */
    private PolicyChain chain(List<Link> nearest) {
        List<Link> links = new ArrayList<>(nearest);
        links.addAll(withParents(new Link(DEFAULTS, properties.defaults()), new LinkedHashSet<>()));
        links.add(new Link(ENVIRONMENT, readyMade.environment().defaults()));
        return new PolicyChain(List.copyOf(links), formats);
    }

    /** @param names the policies between the one that asks and this link, which is added to */
    private List<Link> withParents(Link child, Set<String> names) {
        List<Link> links = new ArrayList<>(List.of(child));
        String parent = child.settings().policy();
        if (parent != null) {
            requireKnown(child, parent);
            if (names.contains(parent)) {
                throw cycle(child, parent, names);
            }
            links.addAll(policy(parent, names));
        }
        return links;
    }

    /** What the application says of a policy, and its parents, and behind them the ready-made one. */
    private List<Link> policy(String name, Set<String> names) {
        names.add(name);
        used.add(name);
        String path = PropertyNames.entry(POLICIES, name);
        CacheSettings own = properties.policies().get(name);
        CacheSettings made = readyMade.policies().get(name);
        List<Link> links = new ArrayList<>(own != null ? withParents(new Link(path, own), names) : List.of());
        if (made != null) {
            links.add(new Link(path, made));
        }
        return links;
    }

    private void requireKnown(Link child, String parent) {
        Set<String> own = properties.policies().keySet();
        if (!own.contains(parent) && !readyMade.policies().containsKey(parent)) {
            throw new CacheConfigurationException(
                    "'%s.policy' (%s) names a policy that does not exist".formatted(child.path(), parent),
                    "%s, or use one that is always there: %s"
                            .formatted(
                                    own.isEmpty()
                                            ? "declare it as '%s'".formatted(PropertyNames.entry(POLICIES, parent))
                                            : "use one of " + String.join(", ", new TreeSet<>(own)),
                                    String.join(
                                            ", ",
                                            new TreeSet<>(readyMade.policies().keySet()))));
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

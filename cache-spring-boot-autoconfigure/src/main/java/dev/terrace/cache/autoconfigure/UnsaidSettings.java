package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import dev.terrace.cache.autoconfigure.Advice.Kind;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Notes which caches get a bound from nobody but the library, and advises to say one. Not thread-safe. */
final class UnsaidSettings {

    /** So many caches are named at most. */
    private static final int NAMED = 10;

    private final Map<Kind, Set<String>> caches = new EnumMap<>(Kind.class);

    /** Notes what nobody says of a cache. */
    void note(String cache, PolicyChain chain, CachePolicy policy) {
        Inheritance inherited = new Inheritance(chain.links());
        note(inherited.first(CacheSettings::timeToLive) == null, Kind.TIME_TO_LIVE, cache);
        note(policy.has(Tier.NEAR) && !NearSettings.isSaid(inherited), Kind.NEAR_SIZE, cache);
    }

    private void note(boolean unsaid, Kind kind, String cache) {
        if (unsaid) {
            caches.computeIfAbsent(kind, any -> new LinkedHashSet<>()).add(cache);
        }
    }

    /** Says once of each kind which caches it concerns. */
    void advise(Advice advice) {
        caches.forEach((kind, names) -> {
            if (kind == Kind.TIME_TO_LIVE) {
                timeToLive(advice, quoted(names));
            } else {
                nearSize(advice, quoted(names));
            }
        });
    }

    private static void timeToLive(Advice advice, String names) {
        advice.give(
                Kind.TIME_TO_LIVE,
                "No 'time-to-live' is set for %s".formatted(names),
                "what its source changes without an eviction is served for %s"
                        .formatted(CachePolicy.defaults().timeToLive()),
                "set it for the cache, its policy or 'terrace.cache.defaults', to none if entries are to live for ever");
    }

    private static void nearSize(Advice advice, String names) {
        advice.give(
                Kind.NEAR_SIZE,
                "Nothing bounds the near tier of %s".formatted(names),
                "it keeps %d entries, however large they are"
                        .formatted(CachePolicy.defaults().near().maximumSize()),
                "set 'near.maximum-size', 'near.maximum-weight' or 'near.profile'");
    }

    private static String quoted(Set<String> names) {
        String first = names.stream().limit(NAMED).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return names.size() > NAMED ? first + " and %d more".formatted(names.size() - NAMED) : first;
    }
}

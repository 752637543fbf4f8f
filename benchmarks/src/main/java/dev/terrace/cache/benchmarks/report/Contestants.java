package dev.terrace.cache.benchmarks.report;

import java.util.List;
import java.util.Map;

/** Who takes part. */
final class Contestants {

    static final String TERRACE = "terrace";

    /** The parameter that names one. */
    static final String PARAMETER = "contestant";

    /** In the order of the tables, the bare things first; others follow. */
    private static final List<String> ORDER = List.of(
            "caffeine",
            "caffeine-expiring",
            "socket",
            "echo",
            "lettuce",
            "redisson",
            "redisson-tuned",
            "spring-caffeine",
            "spring-redis-jdk",
            "spring-redis-json",
            "redisson-spring",
            "redisson-spring-tuned",
            "redisson-spring-native",
            "redisson-local",
            "redisson-local-objects",
            "jetcache",
            "jetcache-broadcast",
            "jetcache-redisson",
            TERRACE);

    /** What each suite is held against; the others against whichever of these there is. */
    private static final Map<String, List<String>> BARE = Map.of(
            "NearHits", List.of("caffeine-expiring"),
            "AnnotatedHits", List.of("spring-caffeine"),
            "Stampede", List.of("caffeine", "caffeine-expiring"));

    private static final List<String> BARE_REMOTE = List.of("redisson", "lettuce");

    private Contestants() {}

    /** The bare things of a suite. */
    static List<String> bare(String suite) {
        return BARE.getOrDefault(suite, BARE_REMOTE);
    }

    static boolean isKnown(String name) {
        return ORDER.contains(name) || isTerrace(name);
    }

    /** Terrace itself, or a variant of it. */
    static boolean isTerrace(String name) {
        return name.equals(TERRACE) || name.startsWith(TERRACE + "-");
    }

    static int compare(String one, String other) {
        int byRank = Integer.compare(rank(one), rank(other));
        return byRank != 0 ? byRank : one.compareTo(other);
    }

    private static int rank(String name) {
        if (isTerrace(name)) {
            return Integer.MAX_VALUE;
        }
        return ORDER.stream()
                .filter(known -> name.equals(known) || name.startsWith(known + "-"))
                .mapToInt(known -> 2 * ORDER.indexOf(known) + (name.equals(known) ? 0 : 1))
                .max()
                .orElse(Integer.MAX_VALUE - 1);
    }
}

package dev.terrace.cache.micrometer;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.tier.KeyPattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Groups of keys by regular expressions, so that spans can tell kinds of keys apart and never name one. Immutable. The
 * configuration is checked with it where there is no Micrometer, too: it must use nothing of that.
 */
public final class KeyGroups {

    /** The group of a key that is in no other. */
    public static final String OTHER = "other";

    /** The group of keys that are not all in one. */
    public static final String SEVERAL = "several";

    /** No groups at all. */
    public static final KeyGroups NONE = new KeyGroups(Map.of());

    private final Map<String, Pattern> groups;

    private KeyGroups(Map<String, Pattern> groups) {
        this.groups = groups;
    }

    /**
     * @param expressions by the names of their groups, the first that is found in a key decides
     * @throws CacheConfigurationException if one is no regular expression
     */
    public static KeyGroups of(Map<String, String> expressions) {
        Map<String, Pattern> groups = new LinkedHashMap<>();
        expressions.forEach((name, expression) -> groups.put(name, pattern(name, expression)));
        return groups.isEmpty() ? NONE : new KeyGroups(groups);
    }

    private static Pattern pattern(String name, String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new CacheConfigurationException(
                    "'observations.key-groups.%s' (%s) is no regular expression: %s"
                            .formatted(name, expression, e.getDescription()),
                    "write one of java.util.regex.Pattern, such as ^user:",
                    e);
        }
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** The group that all these keys are in. */
    String of(List<String> keys) {
        List<String> found = keys.stream().map(this::of).distinct().limit(2).toList();
        return switch (found.size()) {
            case 0 -> OTHER;
            case 1 -> found.get(0);
            default -> SEVERAL;
        };
    }

    /** A key that is kept as a hash, for its length, is in none. */
    private String of(String text) {
        String key = KeyPattern.plain(text);
        for (Map.Entry<String, Pattern> group : groups.entrySet()) {
            if (group.getValue().matcher(key).find()) {
                return group.getKey();
            }
        }
        return OTHER;
    }
}

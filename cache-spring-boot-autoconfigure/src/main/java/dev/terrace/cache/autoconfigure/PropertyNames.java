package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Gives the property names in a message of the core, which does not know where they were written, their full path.
 *
 * <p>The core quotes names: {@code 'redis.timeout' (PT0S) must be positive}.
 */
final class PropertyNames {

    private static final Pattern QUOTED = Pattern.compile("'([a-z][a-z-]*(?:\\.[a-z][a-z-]*)*)'");
    private static final Pattern OF_A_GROUP =
            Pattern.compile("(redis|coherence|degradation|health|observations|recovery)\\..+");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+");

    private PropertyNames() {}

    /** The path of an entry of a map, as it is written in a properties file. */
    static String entry(String map, String name) {
        return PLAIN.matcher(name).matches() ? map + "." + name : map + "[" + name + "]";
    }

    /** What is made, or the exception with what is in one of the groups, {@code redis.…} for instance, below this prefix. */
    static <T> T below(String prefix, Supplier<T> make) {
        return rename(make, name -> OF_A_GROUP.matcher(name).matches() ? prefix + "." + name : name);
    }

    /** What is made, or the exception with other names in it. */
    static <T> T rename(Supplier<T> make, UnaryOperator<String> newName) {
        try {
            return make.get();
        } catch (CacheConfigurationException e) {
            throw new CacheConfigurationException(
                    renamed(e.valueAndReason(), newName), renamed(e.remedy(), newName), e);
        }
    }

    private static String renamed(String text, UnaryOperator<String> newName) {
        return QUOTED.matcher(text).replaceAll(name -> quoted(newName, name));
    }

    private static String quoted(UnaryOperator<String> newName, MatchResult name) {
        return java.util.regex.Matcher.quoteReplacement("'" + newName.apply(name.group(1)) + "'");
    }
}

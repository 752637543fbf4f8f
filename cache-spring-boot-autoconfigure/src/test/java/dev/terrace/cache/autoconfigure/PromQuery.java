package dev.terrace.cache.autoconfigure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an expression of PromQL asks for. No parser: it knows what our dashboard and rules consist of. */
final class PromQuery {

    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:.])(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?<labels>\\{[^}]*})?");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern EQUAL = Pattern.compile("(\\w+)\\s*=\\s*\"([^\"$]*)\"");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    private PromQuery() {}

    /**
     * A metric that an expression names.
     *
     * @param labels those that must be equal to something, without variables
     */
    record Selector(String name, Map<String, String> labels) {}

    static Set<Selector> selectors(String expression) {
        // Durations in brackets hold no metric, and neither do the labels of a grouping.
        String plain = GROUPING.matcher(expression.replaceAll("\\[[^]]*]", " ")).replaceAll(" ");
        Set<Selector> found = new LinkedHashSet<>();
        Matcher matcher = SELECTOR.matcher(plain);
        while (matcher.find()) {
            String rest = plain.substring(matcher.end("name")).stripLeading();
            if (!rest.startsWith("(") && !WORDS.contains(matcher.group("name"))) {
                found.add(new Selector(matcher.group("name"), equal(matcher.group("labels"))));
            }
        }
        return found;
    }

    private static Map<String, String> equal(String labels) {
        Map<String, String> equal = new HashMap<>();
        if (labels != null) {
            Matcher matcher = EQUAL.matcher(labels);
            while (matcher.find()) {
                equal.put(matcher.group(1), matcher.group(2));
            }
        }
        return equal;
    }

    /** The samples of a scrape: for each name the labels of every series. */
    static Map<String, Set<Map<String, String>>> samples(String scrape) {
        Map<String, Set<Map<String, String>>> samples = new HashMap<>();
        Stream.of(scrape.split("\n"))
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .forEach(line -> {
                    String name = line.split("[{ ]", 2)[0];
                    int close = line.lastIndexOf('}');
                    samples.computeIfAbsent(name, any -> new HashSet<>())
                            .add(close < 0 ? Map.of() : equal(line.substring(name.length(), close + 1)));
                });
        return samples;
    }

    static boolean isExported(Selector selector, Map<String, Set<Map<String, String>>> samples) {
        return samples.getOrDefault(selector.name(), Set.of()).stream()
                .anyMatch(labels ->
                        labels.entrySet().containsAll(selector.labels().entrySet()));
    }
}

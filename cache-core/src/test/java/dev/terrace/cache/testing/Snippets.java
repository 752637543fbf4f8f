package dev.terrace.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code and YAML that a page shows and tests run. In a Java source a snippet stands between {@code // snippet: name} and
 * {@code // end}; a file of YAML is one as a whole, under its name. In the page it follows {@code <!-- snippet: name -->}.
 */
public final class Snippets {

    private static final Pattern IN_SOURCE = Pattern.compile("(?ms)^ *// snippet: ([\\w.-]+)\\n(.*?)^ *// end$");

    private static final Pattern IN_PAGE =
            Pattern.compile("(?ms)^<!-- snippet: ([\\w.-]+) -->\\n\\n?```\\w+\\n(.*?)^```$");

    private static final Path YAML = Path.of("src/test/resources/snippets");

    private Snippets() {}

    /** What stands in this file of YAML. */
    public static String yaml(String name) {
        try {
            return Files.readString(YAML.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page shows what these sources hold: nothing that is not in them, and all of it. */
    public static void assertShown(Path page, List<Class<?>> sources, List<String> yaml) throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        for (Class<?> source : sources) {
            Path file = Path.of("src/test/java").resolve(source.getName().replace('.', '/') + ".java");
            Matcher snippets = IN_SOURCE.matcher(Files.readString(file));
            while (snippets.find()) {
                expected.put(
                        snippets.group(1), snippets.group(2).stripTrailing().stripIndent() + "\n");
            }
        }
        yaml.forEach(name -> expected.put(name, yaml(name)));
        if (Boolean.getBoolean("docs.write")) {
            write(page, expected);
        }
        assertThat(shown(page))
                .as("%s differs from the sources that it shows; the test writes them anew with -Ddocs.write=true", page)
                .containsExactlyInAnyOrderEntriesOf(expected);
    }

    /** What the page shows under the names of these snippets, replaced by them. */
    private static void write(Path page, Map<String, String> snippets) throws IOException {
        String text = Files.readString(page);
        Files.writeString(page, IN_PAGE.matcher(text).replaceAll(found -> {
            String shown = found.group(2);
            String meant = snippets.getOrDefault(found.group(1), shown);
            return Matcher.quoteReplacement(found.group().replace(shown, meant));
        }));
    }

    private static Map<String, String> shown(Path page) throws IOException {
        Map<String, String> shown = new LinkedHashMap<>();
        List<String> twice = new ArrayList<>();
        Matcher snippets = IN_PAGE.matcher(Files.readString(page));
        while (snippets.find()) {
            if (shown.put(snippets.group(1), snippets.group(2)) != null) {
                twice.add(snippets.group(1));
            }
        }
        assertThat(twice).isEmpty();
        return shown;
    }
}

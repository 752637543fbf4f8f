package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.autoconfigure.PropertyReference.Property;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/configuration.md says of every property what its metadata says, and that is true. */
class ConfigurationDocumentationTests {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    private static final String BEGIN = "<!-- Made from the metadata of the properties, not by hand. -->\n";

    private static final String END = "<!-- The end of what is made from the metadata. -->\n";

    private static final String REMEDY = """
            docs/configuration.md differs from the metadata of the properties. Write it anew with
            ./mvnw -pl cache-core,cache-spring-boot-autoconfigure test -Dtest=ConfigurationDocumentationTests \
            -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true""";

    @Test
    void everyPropertyHasItsRow() throws Exception {
        List<Property> properties = PropertyReference.properties();
        assertThat(properties)
                .hasSizeGreaterThan(80)
                .allSatisfy(property ->
                        assertThat(property.description()).as(property.name()).endsWith("."));
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String expected = "\n" + PropertyReference.markdown(properties) + "\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + expected + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).as(REMEDY).isEqualTo(expected);
        }
    }

    /** What only shows beside other settings is asked with these as well. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  refresh-ahead.mode: threshold\n  compression.algorithm: gzip\n  stale-if-error: 1h\n  adaptive: { minimum: 1m, maximum: 1h, enabled: true }"
            })
    void theDefaultsOfACacheAreThoseOfTheLibrary(String beside) throws Exception {
        String prefix = "terrace.cache.defaults.";
        Predicate<String> isFree = name -> !name.equals("compression")
                && beside.lines()
                        .noneMatch(
                                line -> line.strip().startsWith(name.replaceFirst("^adaptive\\..*", "adaptive") + ":"));
        List<String> told = new ArrayList<>();
        for (Property property : PropertyReference.properties()) {
            if (property.name().startsWith(prefix) && !property.value().isEmpty()) {
                told.add(property.name().substring(prefix.length()) + ": " + property.value());
            }
        }
        assertThat(told).hasSizeGreaterThan(25);

        String all = told.stream()
                .filter(line -> isFree.test(line.substring(0, line.indexOf(':'))))
                .map(line -> "  " + line)
                .collect(Collectors.joining("\n"));
        assertThat(policy(beside + "\n" + all)).isEqualTo(policy(beside + "\n  codec: json"));
    }

    private static CachePolicy policy(String settings) {
        List<CachePolicy> policies = new ArrayList<>();
        Resolving.policy("terrace.cache.caches.x:\n" + settings, policies::add);
        return policies.get(0);
    }
}

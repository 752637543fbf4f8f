package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** docs/configuration.md says of every property what its metadata says, and names no other. */
class ConfigurationDocumentationTests {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void everyPropertyHasItsRow() throws Exception {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| `(terrace|management)\\..*"))
                .toList();
        List<String> expected = new ArrayList<>();
        try (InputStream metadata = TerraceCacheProperties.class
                .getClassLoader()
                .getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
            JsonNode properties =
                    JsonMapper.builder().build().readTree(metadata).get("properties");
            properties.forEach(property -> expected.add(property.get("name").asString() + ": "
                    + property.get("description").asString()));
        }
        assertThat(expected).hasSizeGreaterThan(30);
        assertThat(rows.stream().map(ConfigurationDocumentationTests::nameAndMeaning))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String nameAndMeaning(String row) {
        String[] cells = row.split("\\|", 4);
        String name = cells[1].strip().replace("`", "");
        String meaning = cells[3].strip();
        return name + ": " + meaning.substring(0, meaning.length() - 2);
    }
}

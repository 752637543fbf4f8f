package dev.terrace.cache.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The properties as their metadata tell them, which is what an IDE shows; as tables of docs/configuration.md. */
final class PropertyReference {

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("java.lang.String", "text"),
            Map.entry("java.lang.Boolean", "true or false"),
            Map.entry("java.lang.Integer", "number"),
            Map.entry("java.lang.Long", "number"),
            Map.entry("java.lang.Double", "number"),
            Map.entry("java.time.Duration", "duration"),
            Map.entry("org.springframework.util.unit.DataSize", "size"),
            Map.entry("org.springframework.core.io.Resource", "location"),
            Map.entry("java.io.File", "file"),
            Map.entry("java.util.List<java.lang.String>", "list"),
            Map.entry("java.util.Set<java.lang.String>", "list"),
            Map.entry("java.util.List<java.lang.Class<?>>", "list of classes"));

    /** @param value as one writes it; empty if there is none */
    record Property(String name, String type, String value, String description) {

        String group() {
            return name.startsWith("terrace.cache.")
                    ? name.replaceFirst("^(terrace\\.cache(\\.[^.]+(?=\\.))?).*$", "$1")
                    : "management";
        }

        String row() {
            return "| `%s` | %s | %s | %s |"
                    .formatted(name, type, value.isEmpty() ? "" : "`" + value + "`", description);
        }
    }

    private PropertyReference() {}

    static List<Property> properties() throws IOException {
        try (InputStream metadata = TerraceCacheProperties.class
                .getClassLoader()
                .getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
            JsonNode properties = JsonMapper.shared()
                    .readTree(Objects.requireNonNull(metadata))
                    .get("properties");
            return properties
                    .valueStream()
                    .map(PropertyReference::property)
                    .sorted(Comparator.comparing(Property::name))
                    .toList();
        }
    }

    private static Property property(JsonNode node) {
        return new Property(
                node.get("name").asString(),
                type(node.get("type").asString()),
                value(node.path("defaultValue")),
                node.path("description").asString());
    }

    private static String value(JsonNode node) {
        return node.isArray()
                ? node.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "))
                : node.asString("");
    }

    private static String type(String declared) {
        String known = TYPES.get(declared);
        if (known != null) {
            return known;
        }
        if (declared.startsWith("java.util.Map<")) {
            return "by name";
        }
        if (declared.startsWith("java.util.Set<")) {
            return "list of " + type(declared.substring("java.util.Set<".length(), declared.length() - 1));
        }
        Object[] constants = ClassUtils.resolveClassName(declared, null).getEnumConstants();
        return Stream.of(Objects.requireNonNull(constants, () -> "no word for the type " + declared))
                .map(constant ->
                        "`" + constant.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
                .collect(Collectors.joining(", "));
    }

    /** A heading and a table for each group. */
    static String markdown(List<Property> properties) {
        return properties.stream()
                .collect(Collectors.groupingBy(Property::group, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(group -> "### `%s`%n%n| Property | Type | Default | Meaning |%n|---|---|---|---|%n%s%n"
                        .formatted(group.getKey(), rows(group.getValue())))
                .collect(Collectors.joining("\n"))
                .replace("\r\n", "\n");
    }

    private static String rows(List<Property> properties) {
        return properties.stream().map(Property::row).collect(Collectors.joining("\n"));
    }
}

package dev.terrace.cache.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The replies that docs/endpoint.md shows, in their order. */
final class DocumentedReplies {

    private static final Path PAGE = Path.of("..", "docs", "endpoint.md");
    private static final Pattern JSON = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    /** Whose names are those of caches, settings and operations. */
    private static final Set<String> MAPS = Set.of("caches", "policy", "latency");

    private DocumentedReplies() {}

    static List<JsonNode> read() throws IOException {
        JsonMapper mapper = JsonMapper.builder().build();
        return JSON.matcher(Files.readString(PAGE))
                .results()
                .map(block -> mapper.readTree(block.group(1)))
                .toList();
    }

    /** The paths of all fields; of what lies in a map or a list, those of the first one stand for all. */
    static Set<String> fields(JsonNode reply) {
        Set<String> fields = new TreeSet<>();
        add(reply, "", fields);
        return fields;
    }

    private static void add(JsonNode node, String path, Set<String> fields) {
        if (node.isArray()) {
            if (!node.isEmpty()) {
                add(node.get(0), path + "[]", fields);
            }
        } else if (node.isObject()) {
            node.properties().forEach(field -> {
                String name = path + "/" + field.getKey();
                fields.add(name);
                JsonNode value = field.getValue();
                boolean isMap = MAPS.contains(field.getKey()) && !value.isEmpty();
                add(isMap ? value.iterator().next() : value, name, fields);
            });
        }
    }
}

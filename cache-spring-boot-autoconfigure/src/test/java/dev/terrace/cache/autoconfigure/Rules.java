package dev.terrace.cache.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in ops: rules, their tests, and the dashboard. */
final class Rules {

    private static final Path OPS = Path.of("..", "ops");

    private Rules() {}

    private static Map<String, Object> yaml(String file) throws IOException {
        return new Yaml().load(Files.readString(OPS.resolve("prometheus").resolve(file)));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> parent, String key) {
        return (List<Map<String, Object>>) parent.get(key);
    }

    private static Stream<Map<String, Object>> rules() throws IOException {
        return list(yaml("terrace-rules.yml"), "groups").stream().flatMap(group -> list(group, "rules").stream());
    }

    private static List<String> texts(String key) throws IOException {
        return rules().filter(rule -> rule.containsKey(key))
                .map(rule -> (String) rule.get(key))
                .toList();
    }

    static List<String> alerts() throws IOException {
        return texts("alert");
    }

    /** The names of what is recorded. */
    static List<String> recorded() throws IOException {
        return texts("record");
    }

    static List<String> expressions() throws IOException {
        return texts("expr");
    }

    /** The alerts of the tests whose names end so. */
    static List<String> tested(String end) throws IOException {
        return list(yaml("terrace-rules-test.yml"), "tests").stream()
                .filter(test -> ((String) test.get("name")).endsWith(": " + end))
                .flatMap(test -> list(test, "alert_rule_test").stream())
                .map(test -> (String) test.get("alertname"))
                .toList();
    }

    private static JsonNode dashboard() throws IOException {
        return JsonMapper.builder()
                .build()
                .readTree(Files.readString(OPS.resolve("grafana").resolve("terrace-dashboard.json")));
    }

    static List<String> panels() throws IOException {
        return dashboard()
                .get("panels")
                .valueStream()
                .map(panel -> panel.get("title").asString())
                .toList();
    }

    /** The expressions of all panels, and the metrics and labels of the variables. */
    static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        JsonNode dashboard = dashboard();
        dashboard
                .get("panels")
                .valueStream()
                .filter(panel -> panel.has("targets"))
                .flatMap(panel -> panel.get("targets").valueStream())
                .forEach(target -> queries.add(target.get("expr").asString()));
        dashboard
                .get("templating")
                .get("list")
                .valueStream()
                .filter(variable -> variable.get("type").asString().equals("query"))
                .map(variable -> variable.get("definition").asString())
                .forEach(definition -> queries.add(definition.replaceFirst("label_values\\((.*), \\w+\\)", "$1")));
        return queries;
    }
}

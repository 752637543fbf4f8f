package dev.terrace.cache.benchmarks.near;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes what was measured without JMH. */
final class Figures {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Figures() {}

    /**
     * @param figures metric, results by contestant, and what else there is to say
     * @param args the file; the console if there is none
     */
    static void write(Map<String, Object> figures, String[] args) throws IOException {
        String text = JSON.writeValueAsString(figures) + "\n";
        if (args.length > 0) {
            Files.writeString(Path.of(args[0]), text);
        }
        System.out.print(text);
    }
}

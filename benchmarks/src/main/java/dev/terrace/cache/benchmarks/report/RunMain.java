package dev.terrace.cache.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes down what is about to be measured, and on what: {@code RunMain <directory of results> <which set>}. */
public final class RunMain {

    private RunMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println(
                    "write the directory of the results and the name of the set, such as target/results quick");
            System.exit(2);
        }
        Map<String, String> facts = new LinkedHashMap<>(Map.of("Set", arguments[1]));
        facts.putAll(Machine.describe());
        Run.write(Path.of(arguments[0]), facts);
    }
}

package dev.terrace.cache.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the measurements were taken on, and of. Whatever cannot be found out is left out. */
final class Machine {

    private static final Pattern JAR =
            Pattern.compile("(.+)-([0-9][^-]*(?:-[0-9].*|[.-](?:RELEASE|SNAPSHOT|Final))?)\\.jar");

    /** Libraries that are measured or that matter, by the name of their jar. */
    private static final List<String> LIBRARIES = List.of(
            "caffeine",
            "redisson",
            "redisson-spring-cache",
            "lettuce-core",
            "spring-context",
            "spring-data-redis",
            "jetcache-core",
            "jetcache-redisson",
            "jackson-databind",
            "netty-common",
            "jmh-core");

    private Machine() {}

    /** What to say of it, in order. */
    static Map<String, String> describe() {
        Map<String, String> facts = new LinkedHashMap<>();
        put(facts, "Begin", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        put(facts, "Commit", commit());
        put(facts, "Processor", first(Path.of("/proc/cpuinfo"), "model name\\s*:\\s*(.+)"));
        put(facts, "Cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        put(facts, "Memory", memory());
        put(facts, "Kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        put(facts, "JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        put(facts, "Redis", find(output("redis-server", "--version"), "v=([^ ]+)"));
        facts.putAll(versions(System.getProperty("java.class.path")));
        return facts;
    }

    private static void put(Map<String, String> facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.put(name, value);
        }
    }

    private static String commit() {
        String commit = output("git", "rev-parse", "--short", "HEAD").strip();
        boolean changed =
                !output("git", "status", "--porcelain", "--untracked-files=no").isBlank();
        return commit + (changed ? ", with changes" : "");
    }

    private static String memory() {
        String kilobytes = first(Path.of("/proc/meminfo"), "MemTotal:\\s*([0-9]+) kB");
        return kilobytes.isEmpty() ? "" : Math.round(Long.parseLong(kilobytes) / 1048576.0) + " GiB";
    }

    /** The libraries of a class path, by the names of its jars. */
    static Map<String, String> versions(String classPath) {
        Map<String, String> found = new LinkedHashMap<>();
        Map<String, String> all = new LinkedHashMap<>();
        for (String entry : classPath.split(Pattern.quote(System.getProperty("path.separator")), -1)) {
            Matcher jar = JAR.matcher(entry.substring(entry.lastIndexOf('/') + 1));
            if (jar.matches()) {
                all.put(jar.group(1), jar.group(2));
            }
        }
        LIBRARIES.stream().filter(all::containsKey).forEach(name -> found.put(name, String.valueOf(all.get(name))));
        return found;
    }

    private static String first(Path file, String pattern) {
        try {
            return find(Files.readString(file), pattern);
        } catch (IOException e) {
            return "";
        }
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1).strip() : "";
    }

    private static String output(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream output = process.getInputStream()) {
                String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
                return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? text : "";
            }
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}

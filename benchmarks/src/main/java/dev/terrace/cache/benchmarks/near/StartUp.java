package dev.terrace.cache.benchmarks.near;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.io.BufferedReader;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How long a minimal Spring Boot application without web takes from the start of its JVM until it is ready, and until its cache was
 * first used, since some connect only then. Each contestant has on its class path what its starter would bring, and no other.
 */
public final class StartUp {

    private static final int RUNS = Integer.getInteger("runs", 5);

    private static final String BOOT =
            "spring-(boot|boot-autoconfigure|core|beans|context|aop|expression)-\\d|commons-logging"
                    + "|jspecify|logback|log4j|slf4j|jul-to|micrometer-(commons|observation)|jakarta.annotation|snakeyaml";
    private static final String CACHE = "|spring-boot-cache|spring-context-support";
    private static final String NETTY = "|netty-";
    private static final String REACTOR = "|reactor-core|reactive-streams";
    private static final String DATA_REDIS =
            "|spring-boot-(data|persistence|transaction|netty)|spring-(data|tx|oxm)|lettuce"
                    + "|redis-authx|jakarta.xml|jakarta.activation" + NETTY + REACTOR;
    private static final String REDISSON =
            "|redisson-\\d|kryo|reflectasm|objenesis|minlog|byte-buddy|jodd|jackson" + NETTY;

    /** The jars of each contestant, by their names. */
    private static final Map<String, String> JARS = jars();

    private StartUp() {}

    private static Map<String, String> jars() {
        Map<String, String> jars = new LinkedHashMap<>();
        jars.put("none", BOOT);
        jars.put("spring-simple", BOOT + CACHE);
        jars.put("spring-caffeine", BOOT + CACHE + "|caffeine");
        jars.put("spring-redis-jdk", BOOT + CACHE + DATA_REDIS);
        jars.put("redisson", BOOT + CACHE + REDISSON + REACTOR + "|rxjava");
        jars.put("terrace", BOOT + CACHE + REDISSON + "|caffeine|resilience4j|cache-core|cache-spring-boot");
        return jars;
    }

    /** @param args the file for the result, if it shall not only be printed */
    public static void main(String[] args) throws Exception {
        Map<String, List<long[]>> runs = new LinkedHashMap<>();
        try (RedisProcess redis = new RedisProcess()) {
            for (int run = 0; run < RUNS; run++) {
                for (String contestant : JARS.keySet()) {
                    runs.computeIfAbsent(contestant, c -> new ArrayList<>()).add(run(contestant, redis));
                }
            }
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("metric", "ms from JVM start to ApplicationReadyEvent, median of " + RUNS);
        figures.put("results", medians(runs, 0));
        figures.put("firstUse", medians(runs, 1));
        Figures.write(figures, args);
    }

    private static Map<String, Long> medians(Map<String, List<long[]>> runs, int which) {
        Map<String, Long> medians = new LinkedHashMap<>();
        runs.forEach((contestant, times) -> medians.put(
                contestant,
                times.stream().map(time -> time[which]).sorted().toList().get(times.size() / 2)));
        return medians;
    }

    /** The two times of a new JVM. */
    private static long[] run(String contestant, RedisProcess redis) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        classPath(JARS.get(contestant)),
                        StartUpApplication.class.getName(),
                        contestant,
                        redis.address())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines;
        try (BufferedReader output = process.inputReader()) {
            lines = output.lines().toList();
        }
        if (process.waitFor() != 0 || lines.isEmpty()) {
            throw new IllegalStateException(contestant + " did not start: " + lines);
        }
        String[] times = lines.get(lines.size() - 1).split(" ", 2);
        return new long[] {Long.parseLong(times[0]), Long.parseLong(times[1])};
    }

    /** This JVM's, as far as it is the contestant's. The classes of this module are everybody's. */
    private static String classPath(String jars) throws URISyntaxException {
        Predicate<String> wanted = Pattern.compile("(^|/)(" + jars + ")[^/]*$").asPredicate();
        File own = Path.of(StartUp.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toFile();
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> new File(entry).getAbsoluteFile().equals(own) || wanted.test(nameOf(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The name of a jar, or of the module whose classes lie in a folder. */
    private static String nameOf(String entry) {
        File file = new File(entry);
        return file.isDirectory() ? file.getParentFile().getParentFile().getName() : file.getName();
    }
}

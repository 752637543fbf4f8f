package dev.terrace.cache.benchmarks.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * What the driver is told on its command line; instances are told the same.
 *
 * @param scenarios in the order in which they run
 * @param instances processes
 * @param threads of each instance
 * @param load how they read and write
 * @param rate operations per second of all instances together; 0 for as many as there can be
 * @param duration of the mix, and of the load before Redis is killed
 * @param outage how long Redis is away
 * @param rounds how often the cold key is read and the delay is taken
 * @param callers threads of each instance that read the cold key
 * @param results directory of the files
 */
record Settings(
        List<Scenario> scenarios,
        int instances,
        int threads,
        Load load,
        int rate,
        Duration duration,
        Duration outage,
        Rounds rounds,
        int callers,
        Path results) {

    /** What is run. */
    enum Scenario {
        MIX,
        BARE,
        COLD,
        DELAY,
        OUTAGE
    }

    /**
     * How instances read and write.
     *
     * @param keys how many there are
     * @param skew the exponent of the zipfian distribution
     * @param writes share of writes among the operations
     * @param nearSize entries of each near tier, at most
     * @param valueBytes characters of a value
     * @param loadTime how long a load takes
     */
    record Load(int keys, double skew, double writes, int nearSize, int valueBytes, Duration loadTime) {}

    /**
     * How often something is repeated.
     *
     * @param cold the cold key
     * @param delay the delay of an eviction, and of a bare message
     */
    record Rounds(int cold, int delay) {}

    private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

    static {
        DEFAULTS.put("scenarios", "mix,bare,cold,delay,outage");
        DEFAULTS.put("instances", "10");
        DEFAULTS.put("threads", "4");
        DEFAULTS.put("keys", "20000");
        DEFAULTS.put("skew", "0.99");
        DEFAULTS.put("writes", "0.05");
        DEFAULTS.put("near-size", "2000");
        DEFAULTS.put("value-bytes", "1024");
        DEFAULTS.put("load-millis", "5");
        DEFAULTS.put("rate", "12000");
        DEFAULTS.put("seconds", "60");
        DEFAULTS.put("outage-seconds", "5");
        DEFAULTS.put("cold-rounds", "10");
        DEFAULTS.put("delay-rounds", "2000");
        DEFAULTS.put("callers", "100");
        DEFAULTS.put("results", "target/results");
    }

    static String usage() {
        StringBuilder text = new StringBuilder("Options, with what they are if left out:\n");
        DEFAULTS.forEach((name, value) ->
                text.append("  --").append(name).append(' ').append(value).append('\n'));
        return text.toString();
    }

    /** @throws IllegalArgumentException that says what is wrong with which value, and what to write instead */
    static Settings parse(String... arguments) {
        Options options = new Options(arguments);
        if (options.whole("instances", 1, 100) < 2 && options.scenarios().contains(Scenario.DELAY)) {
            throw new IllegalArgumentException(
                    "'--instances' (1) is too few for the scenario delay, which is between two; write 2, or leave delay out of '--scenarios'");
        }
        return new Settings(
                options.scenarios(),
                options.whole("instances", 1, 100),
                options.whole("threads", 1, 1_000),
                new Load(
                        options.whole("keys", 100, 1_000_000),
                        options.decimal("skew", 0, 3),
                        options.decimal("writes", 0, 1),
                        options.whole("near-size", 1, 1_000_000),
                        options.whole("value-bytes", 1, 1_000_000),
                        Duration.ofMillis(options.whole("load-millis", 0, 10_000))),
                options.whole("rate", 0, 100_000_000),
                Duration.ofSeconds(options.whole("seconds", 1, 86_400)),
                Duration.ofSeconds(options.whole("outage-seconds", 1, 600)),
                new Rounds(options.whole("cold-rounds", 1, 10_000), options.whole("delay-rounds", 1, 1_000_000)),
                options.whole("callers", 1, 1_000),
                Path.of(options.text("results")));
    }

    /** What was written, and the defaults. */
    private static final class Options {

        private final Map<String, String> values = new LinkedHashMap<>(DEFAULTS);

        Options(String... arguments) {
            for (int i = 0; i < arguments.length; i += 2) {
                String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
                if (!DEFAULTS.containsKey(name)) {
                    throw new IllegalArgumentException("'%s' is no option; the options are --%s"
                            .formatted(arguments[i], String.join(", --", DEFAULTS.keySet())));
                }
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(
                            "'--%s' has no value; write one behind it, such as %s".formatted(name, DEFAULTS.get(name)));
                }
                values.put(name, arguments[i + 1]);
            }
        }

        String text(String name) {
            return values.getOrDefault(name, "");
        }

        List<Scenario> scenarios() {
            return Arrays.stream(text("scenarios").split(",", -1))
                    .map(Options::scenario)
                    .toList();
        }

        private static Scenario scenario(String name) {
            return Arrays.stream(Scenario.values())
                    .filter(scenario -> scenario.name().equals(name.toUpperCase(Locale.ROOT)))
                    .findAny()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'--scenarios' names '%s', which there is not; write one or more of mix,bare,cold,delay,outage"
                                    .formatted(name)));
        }

        int whole(String name, int least, int most) {
            String text = text(name);
            LongPredicate allowed = number -> number >= least && number <= most;
            if (!text.matches("-?[0-9]{1,18}") || !allowed.test(Long.parseLong(text))) {
                throw new IllegalArgumentException("'--%s' (%s) must be a whole number from %d to %d; %s is the default"
                        .formatted(name, text, least, most, DEFAULTS.get(name)));
            }
            return Integer.parseInt(text);
        }

        double decimal(String name, double least, double most) {
            String text = text(name);
            if (!text.matches("[0-9]*\\.?[0-9]+")
                    || Double.parseDouble(text) < least
                    || Double.parseDouble(text) > most) {
                throw new IllegalArgumentException("'--%s' (%s) must be a number from %s to %s; %s is the default"
                        .formatted(name, text, least, most, DEFAULTS.get(name)));
            }
            return Double.parseDouble(text);
        }
    }
}

package dev.terrace.cache.figures;

import dev.terrace.cache.testing.TestRedis;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How often a server carried out which command, by its own count: what clients sent and what scripts called. The command that asks
 * is left out.
 *
 * @param calls by the name of the command
 */
record Commands(Map<String, Long> calls) {

    private static final Pattern LINE = Pattern.compile("cmdstat_(\\S+?):calls=(\\d+)");

    /** What clients of the cache send; they do all else within scripts. */
    private static final Pattern SENT =
            Pattern.compile("(eval|evalsha|ping|hello|auth|select|(p|s)?(un)?subscribe|client|script|config)(\\|.*)?");

    /** Until now. */
    static Commands of(TestRedis redis) {
        Map<String, Long> calls = new TreeMap<>();
        Matcher line = LINE.matcher(redis.cli("INFO", "commandstats"));
        while (line.find()) {
            calls.put(line.group(1), Long.parseLong(line.group(2)));
        }
        calls.remove("info");
        return new Commands(calls);
    }

    Commands since(Commands earlier) {
        Map<String, Long> more = new TreeMap<>();
        calls.forEach((name, count) -> {
            long difference = count - earlier.of(name);
            if (difference != 0) {
                more.put(name, difference);
            }
        });
        return new Commands(more);
    }

    long of(String name) {
        return calls.getOrDefault(name, 0L);
    }

    /** Those that clients sent. */
    long sent() {
        return calls.entrySet().stream()
                .filter(entry -> SENT.matcher(entry.getKey()).matches())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Those that scripts called as well. */
    long all() {
        return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Each command with its count divided by something, the most frequent first. */
    String text(double divisor) {
        return calls.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .map(entry -> String.format(Locale.ROOT, "%s %.2f", entry.getKey(), entry.getValue() / divisor))
                .collect(Collectors.joining(", "));
    }
}

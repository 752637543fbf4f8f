package dev.terrace.cache.benchmarks.scaling;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a server has done until now, by {@code INFO}.
 *
 * @param calls of each command, those within scripts among them
 * @param cpuMicros user and system time of the process
 */
record ServerCounts(Map<String, Long> calls, double bytesIn, double bytesOut, double cpuMicros) {

    private static final String CALLS = "cmdstat_";

    /** Asks a server, over a connection of its own. */
    static ServerCounts of(String address) throws IOException {
        Map<String, String> info = new TreeMap<>();
        for (String line : RedisProcess.info(address, "all").lines().toList()) {
            int end = line.indexOf(':');
            if (end > 0) {
                info.put(line.substring(0, end), line.substring(end + 1));
            }
        }
        Map<String, Long> calls = info.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(CALLS))
                .collect(Collectors.toMap(
                        entry -> entry.getKey().substring(CALLS.length()), entry -> callsIn(entry.getValue())));
        return new ServerCounts(
                calls,
                number(info, "total_net_input_bytes"),
                number(info, "total_net_output_bytes"),
                1e6 * (number(info, "used_cpu_user") + number(info, "used_cpu_sys")));
    }

    private static double number(Map<String, String> info, String name) {
        return Double.parseDouble(info.getOrDefault(name, "0"));
    }

    private static long callsIn(String statistics) {
        return Long.parseLong(statistics.substring("calls=".length(), statistics.indexOf(',')));
    }

    ServerCounts since(ServerCounts earlier) {
        Map<String, Long> more = new TreeMap<>();
        calls.forEach((name, count) -> more.put(name, count - earlier.calls.getOrDefault(name, 0L)));
        return new ServerCounts(
                more, bytesIn - earlier.bytesIn, bytesOut - earlier.bytesOut, cpuMicros - earlier.cpuMicros);
    }

    /** Each command with how often an operation took it. */
    String each(long operations) {
        return calls.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("info") && entry.getValue() * 2 > operations)
                .map(entry -> "%s %d".formatted(entry.getKey(), Math.round(entry.getValue() / (double) operations)))
                .collect(Collectors.joining(", "));
    }
}

package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.engine.ServerWatch;
import dev.terrace.cache.tier.ServerState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server said, in the words of the health endpoint: sizes in bytes, durations as ISO 8601 writes them, no empty fields. */
final class ServerDetails {

    private static final double NANOS_OF_A_MILLI = 1e6;
    private static final double THOUSAND = 1_000;

    private ServerDetails() {}

    static Map<String, Object> of(ServerWatch.Seen seen) {
        Map<String, Object> details = new LinkedHashMap<>();
        ServerState state = seen.state();
        if (state instanceof ServerState.Told told) {
            details.put("role", told.role().label());
            details.put("version", told.version());
            details.put("uptime", told.uptime().toString());
        }
        Duration ping = state.ping();
        if (ping != null) {
            details.put("pingMillis", rounded(ping.toNanos() / NANOS_OF_A_MILLI));
        }
        if (state instanceof ServerState.Told told) {
            details.put("memory", memory(told.memory(), seen.fullIn()));
            details.put("clients", clients(told.clients()));
            details.put("lookups", lookups(told.lookups()));
            details.put("replicas", replicas(told.replicas()));
        } else if (state instanceof ServerState.Untold untold) {
            details.put("untold", untold.reason());
        }
        return details;
    }

    private static Map<String, Object> memory(ServerState.Memory memory, @Nullable Duration fullIn) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("used", memory.used());
        details.put("maximum", memory.maximum());
        memory.share().ifPresent(share -> details.put("share", rounded(share)));
        details.put("policy", memory.policy());
        if (fullIn != null) {
            details.put("fullIn", fullIn.toString());
        }
        return details;
    }

    private static Map<String, Object> clients(ServerState.Clients clients) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("connected", clients.connected());
        if (clients.maximum() > 0) {
            details.put("maximum", clients.maximum());
        }
        return details;
    }

    private static Map<String, Object> lookups(ServerState.Lookups lookups) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("hits", lookups.hits());
        details.put("misses", lookups.misses());
        return details;
    }

    private static List<Map<String, Object>> replicas(List<ServerState.Replica> replicas) {
        return replicas.stream()
                .map(replica -> {
                    Map<String, Object> details = new LinkedHashMap<>();
                    details.put("address", replica.address());
                    details.put("state", replica.state());
                    details.put("behind", replica.behind());
                    details.put("silence", replica.silence().toString());
                    return details;
                })
                .toList();
    }

    /** To three places. */
    static double rounded(double number) {
        return Math.round(number * THOUSAND) / THOUSAND;
    }
}

package dev.terrace.cache.redis;

import dev.terrace.cache.tier.ServerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reply to INFO, as far as it is of use here. What a server leaves out or writes in a way of its own is taken for 0 or for
 * empty: servers that speak Redis's protocol differ in what they tell.
 *
 * @param fields by their names
 */
record ServerInfo(Map<String, String> fields) {

    ServerState toState(String address, @Nullable Duration ping) {
        return new ServerState.Told(
                address,
                ping,
                text("role").equals("slave") ? ServerState.Role.REPLICA : ServerState.Role.PRIMARY,
                version(),
                Duration.ofSeconds(number("uptime_in_seconds")),
                new ServerState.Memory(number("used_memory"), number("maxmemory"), text("maxmemory_policy")),
                new ServerState.Clients((int) number("connected_clients"), (int) number("maxclients")),
                new ServerState.Lookups(number("keyspace_hits"), number("keyspace_misses")),
                databases(),
                replicas());
    }

    /** Those that call themselves compatible with a version of Redis have one of their own, too. */
    private String version() {
        String valkey = text("valkey_version");
        return valkey.isEmpty() ? text("redis_version") : valkey;
    }

    /** They are told as {@code db0:keys=…,expires=…}, those without keys not at all. */
    private List<Integer> databases() {
        return fields.keySet().stream()
                .filter(field -> field.matches("db\\d{1,9}"))
                .map(field -> Integer.valueOf(field.substring(2)))
                .sorted()
                .toList();
    }

    /** They are told as {@code slave0:ip=…,port=…,state=online,offset=…,lag=…}. */
    private List<ServerState.Replica> replicas() {
        long offset = number("master_repl_offset");
        List<ServerState.Replica> replicas = new ArrayList<>();
        for (int i = 0; fields.containsKey("slave" + i); i++) {
            ServerInfo replica = new ServerInfo(pairs(text("slave" + i)));
            replicas.add(new ServerState.Replica(
                    replica.text("ip") + ":" + replica.text("port"),
                    replica.text("state"),
                    Math.max(0, offset - replica.number("offset")),
                    Duration.ofSeconds(replica.number("lag"))));
        }
        return replicas;
    }

    private static Map<String, String> pairs(String list) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : list.split(",", -1)) {
            int mark = pair.indexOf('=');
            if (mark > 0) {
                pairs.put(pair.substring(0, mark), pair.substring(mark + 1));
            }
        }
        return pairs;
    }

    private String text(String field) {
        return Objects.requireNonNullElse(fields.get(field), "");
    }

    private long number(String field) {
        try {
            return Math.max(0, Long.parseLong(text(field)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

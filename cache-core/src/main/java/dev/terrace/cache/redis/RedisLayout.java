package dev.terrace.cache.redis;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.util.regex.Pattern;
import org.redisson.connection.CRC16;

/**
 * Where everything lies in Redis. A lane's values, leases and log share a hash tag and with it a slot, so that one script
 * changes them together. Cache names are escaped, so that no two pairs of cache and key share a Redis key.
 *
 * <p>The version is part of every key: instances of two layouts under one namespace do not see each other.
 */
final class RedisLayout {

    /** Raised whenever keys, logs or messages change their form. */
    static final int VERSION = 1;

    /** A member of the tag set that no tag is like; with it gone the set was lost. */
    static final String SENTINEL = "\0";

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int SLOTS = 16384;

    private final String prefix;
    private final String[] lanePrefixes;

    RedisLayout(String namespace, int lanes) {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new CacheConfigurationException(
                    "The namespace '%s' may hold only letters, digits, '.', '_' and '-', at most 64"
                            .formatted(namespace),
                    "set 'terrace.cache.namespace'");
        }
        prefix = namespace + ":" + VERSION;
        lanePrefixes = new String[lanes];
        for (int i = 0; i < lanes; i++) {
            lanePrefixes[i] = lanes == 1 ? tag(Integer.toString(i)) : evenlyPlaced(i, lanes);
        }
    }

    /** The first tag of this lane whose slot lies in the lane's share of all slots. */
    private String evenlyPlaced(int lane, int lanes) {
        for (int salt = 0; ; salt++) {
            String tag = tag(lane + "." + salt);
            int slot =
                    CRC16.crc16(tag.substring(1, tag.length() - 1).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                            % SLOTS;
            if (slot * lanes / SLOTS == lane) {
                return tag;
            }
        }
    }

    private String tag(String lane) {
        return "{" + prefix + "/" + lane + "}";
    }

    int lanes() {
        return lanePrefixes.length;
    }

    Lane laneOf(RemoteKey key) {
        return Lane.of(key.hash(), lanePrefixes.length);
    }

    String value(RemoteKey key) {
        return lanePrefixes[laneOf(key).index()] + ":v:" + escaped(key.cache()) + ":" + key.text();
    }

    String lease(RemoteKey key) {
        return lanePrefixes[laneOf(key).index()] + ":l:" + escaped(key.cache()) + ":" + key.text();
    }

    String log(Lane lane) {
        return (lane.isControl() ? tag("c") : lanePrefixes[lane.index()]) + ":log";
    }

    String tags() {
        return tag("c") + ":tags";
    }

    String meta() {
        return tag("c") + ":meta";
    }

    String channel() {
        return prefix + ":bus";
    }

    /** The name without what separates the parts of a Redis key or marks a hash tag. */
    private static String escaped(String cache) {
        StringBuilder escaped = new StringBuilder(cache.length());
        for (int i = 0; i < cache.length(); i++) {
            char c = cache.charAt(i);
            if (c == ':' || c == '%' || c == '{' || c == '}' || Character.isISOControl(c) || c == ' ') {
                escaped.append('%').append("%04x".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}

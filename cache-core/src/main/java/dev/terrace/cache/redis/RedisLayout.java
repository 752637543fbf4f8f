package dev.terrace.cache.redis;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    /** Marks the keys of values. */
    static final char VALUE = 'v';

    /** Marks the keys of leases. */
    static final char LEASE = 'l';

    /** Marks the keys of values that are to become some. */
    static final char ASIDE = 'a';

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final String prefix;
    private final String[] lanePrefixes;
    private final Map<String, String> escaped = new ConcurrentHashMap<>();

    RedisLayout(String namespace, int lanes) {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new CacheConfigurationException(
                    "The namespace '%s' may hold only letters, digits, '.', '_' and '-', at most 64"
                            .formatted(namespace),
                    "set 'terrace.cache.namespace'");
        }
        prefix = namespace + ":" + VERSION;
        lanePrefixes = new String[lanes];
        Slots slots = new Slots();
        for (int i = 0; i < lanes; i++) {
            // Several lanes lie evenly over the slots: each tag is the first of its lane in the lane's share of them.
            int salt = lanes == 1 ? 0 : slots.saltFor(prefix + "/" + i + ".", i, lanes);
            lanePrefixes[i] = tag(lanes == 1 ? "0" : i + "." + salt);
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

    /**
     * The one lane of all keys of a step.
     *
     * @throws IllegalArgumentException as {@link Lane#ofAll} does
     */
    <T> Lane laneOf(List<T> steps, Function<T, RemoteKey> key) {
        return steps.size() == 1
                ? laneOf(key.apply(steps.get(0)))
                : Lane.ofAll(steps.stream().map(key).toList(), lanePrefixes.length);
    }

    String value(RemoteKey key) {
        return prefixOf(laneOf(key), VALUE, key.cache()) + key.text();
    }

    String lease(RemoteKey key) {
        return prefixOf(laneOf(key), LEASE, key.cache()) + key.text();
    }

    /** Where the value of a fill waits for its script. */
    String aside(RemoteKey key, String token) {
        return prefixOf(laneOf(key), ASIDE, key.cache()) + key.text() + ":" + token;
    }

    /** What the values or leases of a lane begin with, of one cache or of all. */
    String prefixOf(Lane lane, char kind, @Nullable String cache) {
        return lanePrefixes[lane.index()] + ":" + kind + ":" + (cache == null ? "" : escapedOnce(cache) + ":");
    }

    /** Of as many caches as the application has. */
    private String escapedOnce(String cache) {
        String known = escaped.get(cache);
        return known != null ? known : escaped.computeIfAbsent(cache, RedisLayout::escaped);
    }

    /** The key whose value or lease lies there, or null if that is none of this lane. */
    @Nullable
    RemoteKey parse(Lane lane, char kind, String redisKey) {
        String begin = prefixOf(lane, kind, null);
        int colon = redisKey.indexOf(':', begin.length());
        if (!redisKey.startsWith(begin) || colon < 0) {
            return null;
        }
        String written = redisKey.substring(begin.length(), colon);
        String cache = unescaped(written);
        if (cache == null || !escaped(cache).equals(written)) {
            return null;
        }
        String text = redisKey.substring(colon + 1);
        return new RemoteKey(cache, text, KeyHash.of(cache, text));
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

    String instances() {
        return tag("c") + ":instances";
    }

    String channel() {
        return prefix + ":bus";
    }

    /** The name without what separates the parts of a Redis key or marks a hash tag. */
    static String escaped(String cache) {
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

    /** The name that was escaped so, or null if none is. */
    static @Nullable String unescaped(String escaped) {
        StringBuilder name = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '%') {
                name.append(c);
                continue;
            }
            try {
                name.append((char) Integer.parseInt(escaped, i + 1, i + 5, 16));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                return null;
            }
            i += 4;
        }
        return name.toString();
    }
}

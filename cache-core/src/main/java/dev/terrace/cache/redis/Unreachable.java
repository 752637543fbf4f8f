package dev.terrace.cache.redis;

import dev.terrace.cache.CacheConfigurationException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisReconnectedException;
import org.redisson.client.RedisTimeoutException;

/** A server that did not answer, or that nobody got through to: which of both, and why. */
final class Unreachable {

    private static final Pattern NO_DATABASE = Pattern.compile("^ERR (invalid DB index|DB index is out of range)");

    private Unreachable() {}

    /** The words for it, or null if the server has answered. */
    static @Nullable String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (failure instanceof RedisTimeoutException) {
            return late(failure);
        }
        if (failure instanceof RedisReconnectedException
                || (failure instanceof RedisConnectionException && root == failure)) {
            return "Connection lost";
        }
        // A pool that cannot make a connection says so by an exception of no particular kind.
        boolean unconnected = failure instanceof RedisConnectionException || root instanceof IOException;
        return unconnected ? "No connection: " + kindOf(root) : null;
    }

    private static String late(Throwable timeout) {
        return String.valueOf(timeout.getMessage()).startsWith("Unable to acquire connection")
                ? "No connection in time"
                : "No reply in time";
    }

    private static String kindOf(Throwable root) {
        if (root instanceof RedisTimeoutException) {
            return "no reply in time";
        }
        // Not by the names of the client's network library.
        Class<?> kind = root.getClass();
        while (kind.getName().startsWith("io.netty.") && kind.getSuperclass() != null) {
            kind = kind.getSuperclass();
        }
        return kind.getSimpleName();
    }

    /** What to set right if the server does not have our database, else null. */
    static @Nullable CacheConfigurationException database(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (NO_DATABASE.matcher(String.valueOf(t.getMessage())).find()) {
                return new CacheConfigurationException(
                        "Redis has no database of the number that 'redis.database' names",
                        "lower it, or raise 'databases' of the server");
            }
        }
        return null;
    }
}

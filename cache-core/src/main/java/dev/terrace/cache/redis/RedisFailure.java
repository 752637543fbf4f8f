package dev.terrace.cache.redis;

import dev.terrace.cache.tier.RemoteTierException;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisWrongPasswordException;

/**
 * What went wrong, in words that may be logged. Redisson's messages quote the command with its keys and values, so only the
 * kind of failure, the server's error code and the address of a connection are taken from them; for the same reason the
 * exception itself is not kept as a cause.
 */
final class RedisFailure {

    private static final Pattern ERROR_CODE = Pattern.compile("^([A-Z]{2,12})\\b");

    private RedisFailure() {}

    static RemoteTierException of(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof RemoteTierException known) {
                return known;
            }
            if (t instanceof RedisAuthRequiredException || t instanceof RedisWrongPasswordException || isRefusal(t)) {
                return RemoteTierException.accessRefused("Redis refused the user name or password");
            }
        }
        return new RemoteTierException(describe(unwrapped(cause)));
    }

    /** What failed, without the stages that passed it on. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isRefusal(Throwable failure) {
        String code = errorCode(failure);
        return failure instanceof RedisException
                && ("WRONGPASS".equals(code) || "NOAUTH".equals(code) || isOldStyleRefusal(failure));
    }

    /** "ERR AUTH called without any password configured", "ERR invalid password". */
    private static boolean isOldStyleRefusal(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("ERR invalid password")
                || message.startsWith("ERR AUTH")
                || message.startsWith("ERR Client sent AUTH");
    }

    private static String describe(Throwable cause) {
        if (cause instanceof RedisConnectionException) {
            Throwable root = cause;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return "No connection: " + root.getClass().getSimpleName();
        }
        String code = errorCode(cause);
        return cause.getClass().getSimpleName() + (code != null ? " (" + code + ")" : "");
    }

    private static @Nullable String errorCode(Throwable failure) {
        Matcher matcher = ERROR_CODE.matcher(String.valueOf(failure.getMessage()));
        return matcher.find() ? matcher.group(1) : null;
    }
}

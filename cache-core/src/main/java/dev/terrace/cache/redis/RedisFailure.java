package dev.terrace.cache.redis;

import dev.terrace.cache.tier.RemoteTierException;
import java.util.concurrent.CompletionException;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisWrongPasswordException;

/**
 * What went wrong, in words that may be logged. Redisson's messages quote the command with its keys and values, so only the
 * kind of failure, the server's error code and the name of a command are taken from them; for the same reason the exception
 * itself is not kept as a cause. A server that answers and refuses is told apart from one that does not answer.
 */
final class RedisFailure {

    private RedisFailure() {}

    static RemoteTierException of(Throwable cause) {
        return of(cause, "");
    }

    /** @param script the text of the script that failed, if it was one: a server may say no more than the line */
    static RemoteTierException of(Throwable cause, String script) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof RemoteTierException known) {
                return known;
            }
            if (t instanceof RedisAuthRequiredException || t instanceof RedisWrongPasswordException || isRefusal(t)) {
                return RemoteTierException.accessRefused("Redis refused the user name or password");
            }
            String refused = Refusal.reason(t, script);
            if (refused != null) {
                return Refusal.isOutOfMemory(t)
                        ? RemoteTierException.outOfMemory(refused)
                        : new RemoteTierException(refused);
            }
        }
        String tls = TlsFailure.reason(cause);
        return new RemoteTierException(tls != null ? tls : describe(unwrapped(cause)));
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
        String code = Refusal.code(failure);
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
        String unreachable = Unreachable.reason(cause);
        if (unreachable != null) {
            return unreachable;
        }
        return cause.getClass().getSimpleName();
    }
}

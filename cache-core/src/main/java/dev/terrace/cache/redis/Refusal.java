package dev.terrace.cache.redis;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisAskException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisMovedException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisTimeoutException;

/**
 * An error that the server itself has answered with: it is there, and does not do what it was asked. Says which error, what to do
 * if that is not obvious, and for a missing right the name of the command; nothing else of what the server says.
 */
final class Refusal {

    private static final Pattern CODE = Pattern.compile("^([A-Z]{2,12})\\b");

    /** As Redis 7 writes it, in all its versions: the only words of a message that are passed on. */
    private static final Pattern COMMAND = Pattern.compile("permissions to run the '([a-z][a-z|_-]{0,40})' command");

    /** Redis up to 7.0 does not name the command within a script, but the line. */
    private static final Pattern LINE = Pattern.compile("@user_script: ?(\\d{1,4})\\b");

    private static final Pattern CALL = Pattern.compile("redis\\.p?call\\('([A-Z]+)'");

    private static final String NO_RIGHT = "The user executing the script can't";

    private static final Map<String, String> REMEDIES = Map.of(
            "READONLY", "it is a replica; a failover that the client follows ends that, else name the primary",
            "OOM", "its memory is full; raise 'maxmemory'",
            "MASTERDOWN", "it is a replica that has lost its primary",
            "NOREPLICAS", "it has fewer replicas than 'min-replicas-to-write'",
            "MISCONF", "it cannot save to its disk");

    private Refusal() {}

    /**
     * The words for it, or null if this is no answer of a server.
     *
     * @param script the text of the script that failed, or an empty one
     */
    static @Nullable String reason(Throwable failure, String script) {
        String code = code(failure);
        if (code == null) {
            return null;
        }
        String message = String.valueOf(failure.getMessage());
        if (code.equals("NOPERM") || message.contains(NO_RIGHT)) {
            return "Redis refuses this user %s (NOPERM); see its rights in docs/security.md"
                    .formatted(missing(message, script));
        }
        String remedy = message.contains("max number of clients")
                ? "max number of clients reached; raise 'maxclients'"
                : REMEDIES.get(code);
        return "Redis refuses: %s (%s)%s"
                .formatted(failure.getClass().getSimpleName(), code, remedy == null ? "" : "; " + remedy);
    }

    private static String missing(String message, String script) {
        // Behind the server's words Redisson quotes the command.
        int end = message.indexOf(". channel:");
        String said = end < 0 ? message : message.substring(0, end);
        Matcher command = COMMAND.matcher(said);
        if (command.find()) {
            return "the command " + command.group(1).replace('|', ' ').toUpperCase(Locale.ROOT);
        }
        if (said.contains("key")) {
            return "the keys of this namespace";
        }
        if (said.contains("channel")) {
            return "the channel of this namespace";
        }
        Matcher line = LINE.matcher(said);
        return "the command " + (line.find() ? commandIn(script, Integer.parseInt(line.group(1))) : "of a script");
    }

    private static String commandIn(String script, int line) {
        String text = script.lines().skip(Math.max(0, line - 1L)).findFirst().orElse("");
        Matcher call = CALL.matcher(text);
        return call.find() ? call.group(1) : "in line %d of a script".formatted(line);
    }

    /** Whether there was no room for what was to be stored. */
    static boolean isOutOfMemory(Throwable failure) {
        return "OOM".equals(code(failure));
    }

    /** The code of the server's error, or null if it is none. */
    static @Nullable String code(Throwable failure) {
        if (failure instanceof RedisOutOfMemoryException) {
            return "OOM";
        }
        if (!(failure instanceof RedisException)
                || failure instanceof RedisConnectionException
                || failure instanceof RedisTimeoutException
                || failure instanceof RedisMovedException
                || failure instanceof RedisAskException) {
            return null;
        }
        Matcher matcher = CODE.matcher(String.valueOf(failure.getMessage()));
        return matcher.find() ? matcher.group(1) : null;
    }
}

package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.engine.ServerWatch;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of its Redis without asking.
 *
 * @param state how the caches are joined to it
 * @param turn when that changed last, and why
 * @param waiting how many invalidations of this process it has not acknowledged
 * @param sample what its servers said last; null if they were not asked yet, or never are
 */
record RedisHealth(State state, RemoteHistory.Turn turn, int waiting, ServerWatch.@Nullable Sample sample) {

    /** How the caches of the namespace are joined to Redis. */
    enum State {
        /** Values are shared with the other instances. */
        CONNECTED,
        /** One is configured and does not answer, or has not yet. */
        AWAY,
        /** One is configured and does not let us in, or not with these settings: waiting does not help. */
        REFUSED,
        /** None is configured. */
        NONE;

        private static State of(CacheRuntime runtime) {
            if (!runtime.isShared()) {
                return NONE;
            }
            if (runtime.isConnected()) {
                return CONNECTED;
            }
            return runtime.isRefused() ? REFUSED : AWAY;
        }
    }

    static RedisHealth of(CacheRuntime runtime, RemoteHistory history) {
        ServerWatch watch = runtime.servers();
        return new RedisHealth(
                State.of(runtime), history.last(), runtime.waitingInvalidations(), watch != null ? watch.last() : null);
    }

    boolean isAway() {
        return state == State.AWAY || state == State.REFUSED;
    }

    /** When the state began that there is now; null if that is not known. The event is told a moment after its effect. */
    @Nullable
    String since() {
        return turn.since() != null && turn.lost() == isAway() ? turn.since().toString() : null;
    }

    Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", state.name().toLowerCase(Locale.ROOT));
        if (state == State.NONE) {
            return details;
        }
        String since = since();
        if (since != null) {
            details.put("since", since);
        }
        if (turn.reason() != null) {
            details.put("lastReason", turn.reason());
        }
        details.put("waitingInvalidations", waiting);
        if (sample != null) {
            details.put(
                    "sampleAge", sample.age().truncatedTo(ChronoUnit.SECONDS).toString());
            details.put("servers", servers(sample));
        }
        return details;
    }

    private static Map<String, Object> servers(ServerWatch.Sample sample) {
        Map<String, Object> servers = new LinkedHashMap<>();
        sample.servers().forEach(seen -> servers.put(seen.state().address(), ServerDetails.of(seen)));
        return servers;
    }
}

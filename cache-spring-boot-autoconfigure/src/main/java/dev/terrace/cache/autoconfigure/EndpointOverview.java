package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.coherence.LaneStatus;
import dev.terrace.cache.engine.CacheRuntime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint says of an instance. Counters are totals since its start.
 *
 * @param namespace the namespace; null without a Redis
 * @param instance what the instance is called in it
 * @param version of this library
 * @param uptimeMillis since its caches were made
 * @param keysShown whether who asks is shown keys
 * @param valuesShown whether who asks is shown values
 * @param writable whether there are operations that change something
 * @param remote the remote tier
 * @param caches the caches by their names
 */
record EndpointOverview(
        @Nullable String namespace,
        String instance,
        String version,
        long uptimeMillis,
        boolean keysShown,
        boolean valuesShown,
        boolean writable,
        Remote remote,
        Map<String, EndpointCache.Summary> caches) {

    /**
     * The remote tier.
     *
     * @param state connected, away, refused or none
     * @param since when it was lost or regained last; null if it never was
     * @param lastReason why it was lost last; null if it never was
     * @param waitingInvalidations invalidations of this instance that it has not acknowledged
     * @param lanes its lanes, the control lane first
     */
    record Remote(
            String state,
            @Nullable String since,
            @Nullable String lastReason,
            int waitingInvalidations,
            List<Lane> lanes) {

        static Remote of(CacheRuntime runtime, RemoteHistory history) {
            RedisHealth health = RedisHealth.of(runtime, history);
            return new Remote(
                    lowerCase(health.state()),
                    health.since(),
                    health.turn().reason(),
                    health.waiting(),
                    runtime.lanes().stream().map(Lane::of).toList());
        }
    }

    /**
     * One lane.
     *
     * @param lane its label: c for the control lane, else a number
     * @param cursor the last log entry that was applied; null before the first sync
     * @param lastSyncMillis how long ago the last sync began that applied the whole log
     * @param gaps how often the log was broken
     * @param circuit closed, open or half-open
     */
    record Lane(String lane, @Nullable String cursor, long lastSyncMillis, int gaps, String circuit) {

        private static Lane of(LaneStatus status) {
            return new Lane(
                    status.lane(),
                    status.cursor(),
                    status.sinceSync().toMillis(),
                    status.gaps(),
                    lowerCase(status.circuit()));
        }
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

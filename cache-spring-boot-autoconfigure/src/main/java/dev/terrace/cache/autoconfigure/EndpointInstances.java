package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.engine.KnownInstances;
import dev.terrace.cache.engine.KnownInstances.Seen;
import dev.terrace.cache.tier.InstanceState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint says of the instances of the namespace.
 *
 * @param asOf when that was known
 * @param instances the instances, this one first
 */
record EndpointInstances(String asOf, List<One> instances) {

    static EndpointInstances of(KnownInstances known) {
        return new EndpointInstances(
                known.asOf().toString(), known.instances().stream().map(One::of).toList());
    }

    /**
     * One of them. What it said itself is null if it said nothing of it.
     *
     * @param lastSyncMillis how long before it had last followed the logs
     * @param state connected or away
     */
    record One(
            String id,
            String host,
            String version,
            boolean self,
            long lastSyncMillis,
            @Nullable String startedAt,
            String state,
            @Nullable Integer openCircuits,
            @Nullable Integer waitingInvalidations,
            EndpointCache.@Nullable Gets gets,
            @Nullable Long loads) {

        private static One of(Seen seen) {
            InstanceState state = seen.member().state();
            return new One(
                    seen.member().id(),
                    seen.member().host(),
                    seen.member().version(),
                    seen.self(),
                    seen.sinceSync().toMillis(),
                    state != null ? Instant.ofEpochMilli(state.startedAt()).toString() : null,
                    seen.isConnected() ? "connected" : "away",
                    state != null ? state.openCircuits() : null,
                    state != null ? state.waitingInvalidations() : null,
                    state != null ? new EndpointCache.Gets(state.nearHits(), state.remoteHits(), state.misses()) : null,
                    state != null ? state.loads() : null);
        }
    }
}

package dev.terrace.cache.tier;

/**
 * How an instance says that it is. Counts are totals since its start.
 *
 * @param startedAt when it started, milliseconds since the epoch by its own clock
 * @param connected whether it is in step with all lanes
 * @param openCircuits lanes whose server it does not ask
 * @param waitingInvalidations its invalidations that are not acknowledged
 * @param nearHits reads that its near tiers served
 * @param remoteHits reads that the remote tier served
 * @param misses reads that no tier could serve
 * @param loads loads that returned a value or null
 */
public record InstanceState(
        long startedAt,
        boolean connected,
        int openCircuits,
        int waitingInvalidations,
        long nearHits,
        long remoteHits,
        long misses,
        long loads) {}

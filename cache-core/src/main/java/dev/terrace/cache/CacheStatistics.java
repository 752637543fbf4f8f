package dev.terrace.cache;

import java.time.Duration;

/**
 * Counts of one cache in this process since it was made. Reading them costs no call to a remote tier.
 *
 * @param nearHits reads served by the near tier
 * @param remoteHits reads served by the remote tier
 * @param misses reads that no tier could serve
 * @param loads loads that returned a value or null
 * @param loadFailures loads that threw
 * @param puts values written by put, putIfAbsent or a load
 * @param removals keys invalidated by a caller of this process
 * @param nearEvictions near entries dropped for size, weight or age
 * @param nearSize near entries now, estimated
 * @param rejectedPayloads remote payloads that were not ours, truncated, of an unknown version or undecodable
 * @param oversized values that were served but not stored, since they take more bytes than the cache takes, or their key is too long
 * @param remoteFailures calls to the remote tier that failed or timed out
 * @param mismatches near entries that would have been served and were not what the remote tier had
 * @param staleServed reads that got a value past its time-to-live, which count as hits too
 * @param timeSaved the time that hits would have taken to load, as far as the loads of their values were timed
 * @param refusedLoads loads that {@code loader.max-concurrent} kept from running
 * @param runningLoads loads under way now
 * @param hungLoads of these, the ones that nobody waits for any more
 */
public record CacheStatistics(
        long nearHits,
        long remoteHits,
        long misses,
        long loads,
        long loadFailures,
        long puts,
        long removals,
        long nearEvictions,
        long nearSize,
        long rejectedPayloads,
        long oversized,
        long remoteFailures,
        long mismatches,
        StaleServed staleServed,
        Duration timeSaved,
        long refusedLoads,
        int runningLoads,
        int hungLoads) {

    /**
     * Reads that got a value past its time-to-live, by the reason.
     *
     * @param revalidating it was within its {@code stale-while-revalidate}
     * @param error the load failed or was refused, now or within the throttle
     * @param timeout the load took longer than a timeout
     */
    public record StaleServed(long revalidating, long error, long timeout) {}

    /** Reads served by any tier. */
    public long hits() {
        return nearHits + remoteHits;
    }
}

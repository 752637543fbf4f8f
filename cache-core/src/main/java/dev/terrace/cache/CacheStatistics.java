package dev.terrace.cache;

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
 * @param remoteFailures calls to the remote tier that failed or timed out
 * @param mismatches near entries that would have been served and were not what the remote tier had
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
        long remoteFailures,
        long mismatches) {

    /** Reads served by any tier. */
    public long hits() {
        return nearHits + remoteHits;
    }
}

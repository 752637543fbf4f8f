package dev.terrace.cache.redis;

import java.time.Duration;

/**
 * The bounds of what is kept in Redis beside the values.
 *
 * @param logEntries of a log, about
 * @param logBytes of a log, about
 * @param maximumTags the oldest of more tags are forgotten
 * @param tagSlack how long a tag is kept beyond the longest life of an entry
 * @param silence an instance that did not announce itself for so long is none any more
 * @param ownership how long a new pattern is its owner's alone
 */
record RedisLimits(
        int logEntries, long logBytes, int maximumTags, Duration tagSlack, Duration silence, Duration ownership) {

    static final RedisLimits DEFAULT = new RedisLimits(
            10_000, 8 << 20, 1_000_000, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(30));
}

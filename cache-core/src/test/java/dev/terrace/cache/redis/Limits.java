package dev.terrace.cache.redis;

import dev.terrace.cache.tier.ContractLimits;

/** The limits of a contract as those of this adapter. */
final class Limits {

    private Limits() {}

    static RedisLimits of(ContractLimits limits) {
        RedisLimits usual = RedisLimits.DEFAULT;
        return new RedisLimits(
                usual.logEntries(),
                usual.logBytes(),
                limits.maximumTags(),
                limits.tagSlack(),
                limits.silence(),
                usual.ownership());
    }
}

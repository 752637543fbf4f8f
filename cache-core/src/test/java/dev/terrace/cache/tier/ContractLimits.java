package dev.terrace.cache.tier;

import java.time.Duration;

/**
 * What a tier decides by itself, so that a test can lower it.
 *
 * @param maximumTags the oldest of more tags than this are forgotten
 * @param tagSlack how long a tag is kept beyond the longest life of an entry
 * @param silence a member that did not announce itself for so long is none any more
 */
public record ContractLimits(int maximumTags, Duration tagSlack, Duration silence) {

    /** What holds in production. */
    public static final ContractLimits DEFAULT =
            new ContractLimits(1_000_000, Duration.ofSeconds(60), Duration.ofSeconds(60));
}

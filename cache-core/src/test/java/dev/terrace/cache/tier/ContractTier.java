package dev.terrace.cache.tier;

import java.time.Duration;

/** What a part of {@link RemoteTierContract} needs. */
interface ContractTier {

    /** The tier of this test, joined. */
    RemoteTier tier();

    /** Another one, joined, on the same namespace and store; the caller closes it. */
    RemoteTier another(ContractLimits limits);

    /** An operation id that nobody else uses. */
    String operation();

    /** Returns when at least so much time passed on the server. */
    void elapse(Duration duration);
}

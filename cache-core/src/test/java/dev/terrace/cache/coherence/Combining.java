package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.tier.RemoteTier;

/** The tier of production that combines calls, for tests elsewhere. */
public final class Combining {

    private Combining() {}

    public static RemoteTier of(RemoteTier remote, Timer timer, CacheClock clock) {
        return new CombiningTier(remote, timer, clock);
    }
}

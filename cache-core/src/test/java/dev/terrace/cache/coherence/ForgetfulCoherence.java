package dev.terrace.cache.coherence;

import java.time.Duration;

/** The mistake of keeping nothing of what the remote tier has acknowledged: what a failover loses, nobody says again. */
public final class ForgetfulCoherence {

    private ForgetfulCoherence() {}

    public static RemoteCoherence of(RemoteCoherence.Parts parts) {
        return new RemoteCoherence(parts, Duration.ZERO);
    }
}

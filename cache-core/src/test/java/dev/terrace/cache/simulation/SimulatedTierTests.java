package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.ContractLimits;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierContract;
import java.time.Clock;

/** The contract on the server in memory. */
class SimulatedTierTests extends RemoteTierContract {

    private final SimulatedServer server =
            new SimulatedServer(3, SimulatedServer.Limits.OF_REDIS, Clock.systemUTC()::millis);

    @Override
    protected RemoteTier open(ContractLimits limits) {
        return new SimulatedTier(
                server,
                Transport.IMMEDIATE,
                new ServerControl.Limits(limits.maximumTags(), limits.tagSlack(), limits.silence()));
    }
}

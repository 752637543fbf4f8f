package dev.terrace.cache.redis;

import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestSentinel;
import dev.terrace.cache.tier.ContractLimits;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierContract;

/** The contract on a primary that Sentinels watch, under users with no right too many. */
class RedisSentinelRemoteTierIntegrationTests extends RemoteTierContract {

    private final String namespace = Namespaces.fresh();

    @Override
    protected RemoteTier open(ContractLimits limits) {
        return new RedisRemoteTier(namespace, LeastRights.on(TestSentinel.shared(), 0), event -> {}, Limits.of(limits));
    }
}

package dev.terrace.cache.redis;

import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestCluster;
import dev.terrace.cache.tier.ContractLimits;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierContract;

/** The contract on a cluster, where each lane has a slot of its own, under a user with no right too many. */
class RedisClusterRemoteTierIntegrationTests extends RemoteTierContract {

    private final String namespace = Namespaces.fresh();

    @Override
    protected RemoteTier open(ContractLimits limits) {
        return new RedisRemoteTier(namespace, LeastRights.on(TestCluster.shared()), event -> {}, Limits.of(limits));
    }
}

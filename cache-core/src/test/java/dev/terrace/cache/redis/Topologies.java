package dev.terrace.cache.redis;

import dev.terrace.cache.testing.TestCluster;
import dev.terrace.cache.testing.TestSentinel;

/** How the adapter is told of the servers of a test. */
final class Topologies {

    private Topologies() {}

    static RedisServers of(TestCluster cluster) {
        return new RedisServers.Cluster(cluster.nodes());
    }

    static RedisServers of(TestSentinel sentinel) {
        return new RedisServers.Sentinel(TestSentinel.MASTER, sentinel.nodes(), 0, null, null);
    }
}

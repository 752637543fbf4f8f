package dev.terrace.cache.history;

import dev.terrace.cache.testing.FaultProxy;
import dev.terrace.cache.testing.TestCluster;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.testing.TestSentinel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The Redis of a run: one server, with a line to it that can be broken, or one of the kinds that consist of several. */
final class Servers implements AutoCloseable {

    private final Topology topology;
    private final @Nullable TestRedis single;
    private final @Nullable FaultProxy line;
    private final @Nullable TestSentinel sentinel;
    private final @Nullable TestCluster cluster;

    private Servers(
            Topology topology,
            @Nullable TestRedis single,
            @Nullable FaultProxy line,
            @Nullable TestSentinel sentinel,
            @Nullable TestCluster cluster) {
        this.topology = topology;
        this.single = single;
        this.line = line;
        this.sentinel = sentinel;
        this.cluster = cluster;
    }

    static Servers single() {
        return single(true);
    }

    static Servers singleWithoutPubSub() {
        return single(false);
    }

    private static Servers single(boolean pubSub) {
        TestRedis redis = TestRedis.start();
        Topology topology = Topology.single(redis.address(), pubSub);
        return new Servers(topology, redis, new FaultProxy(redis.address()), null, null);
    }

    static Servers sentinel() {
        TestSentinel sentinel = TestSentinel.start();
        return new Servers(Topology.sentinel(sentinel.nodes()), null, null, sentinel, null);
    }

    static Servers cluster() {
        TestCluster cluster = TestCluster.start();
        return new Servers(Topology.cluster(cluster.nodes()), null, null, null, cluster);
    }

    Topology topology() {
        return topology;
    }

    /** As this instance sees them: the first one is at the other end of the line. */
    Topology topologyOf(int instance) {
        return line != null && instance == 0 ? topology.at(line.address()) : topology;
    }

    TestRedis redis() {
        return Objects.requireNonNull(single);
    }

    FaultProxy line() {
        return Objects.requireNonNull(line);
    }

    TestSentinel sentinels() {
        return Objects.requireNonNull(sentinel);
    }

    TestCluster nodes() {
        return Objects.requireNonNull(cluster);
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
        if (single != null) {
            single.close();
        }
        if (sentinel != null) {
            sentinel.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }
}

package dev.terrace.cache.history;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.testing.TestSentinel;
import java.time.Duration;
import java.util.List;

/**
 * Where Redis is and how closely it is followed, as a line of text that a worker understands.
 *
 * @param kind {@code single}, {@code sentinel} or {@code cluster}
 * @param nodes addresses
 */
record Topology(String kind, List<String> nodes, boolean pubSub) {

    /** Short, so that a run of seconds says something. */
    private static final CoherenceSettings COHERENCE = new CoherenceSettings(
            Duration.ofMillis(200),
            Duration.ofMillis(800),
            Duration.ofMillis(600),
            true,
            Duration.ofMillis(400),
            Duration.ofMillis(250));

    static Topology single(String address, boolean pubSub) {
        return new Topology("single", List.of(address), pubSub);
    }

    static Topology sentinel(List<String> nodes) {
        return new Topology("sentinel", nodes, true);
    }

    static Topology cluster(List<String> nodes) {
        return new Topology("cluster", nodes, true);
    }

    /** The same seen through another address. */
    Topology at(String address) {
        return new Topology(kind, List.of(address), pubSub);
    }

    static Bounds bounds() {
        return Bounds.of(COHERENCE, Member.LEASE);
    }

    CoherenceSettings coherence() {
        return pubSub ? COHERENCE : COHERENCE.withoutPubSub();
    }

    RedisSettings redis() {
        return new RedisSettings(servers(), null, null, null, null, Duration.ofMillis(500), COHERENCE.timeout(), 8);
    }

    private RedisServers servers() {
        return switch (kind) {
            case "single" -> new RedisServers.Single(nodes.get(0), 0);
            case "sentinel" -> new RedisServers.Sentinel(TestSentinel.MASTER, nodes, 0, null, null);
            case "cluster" -> new RedisServers.Cluster(nodes);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    @Override
    public String toString() {
        return kind + "," + pubSub + "," + String.join(",", nodes);
    }

    static Topology parse(String text) {
        List<String> parts = List.of(text.split(","));
        return new Topology(parts.get(0), parts.subList(2, parts.size()), Boolean.parseBoolean(parts.get(1)));
    }
}

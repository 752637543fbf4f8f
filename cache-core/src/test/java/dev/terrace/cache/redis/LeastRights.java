package dev.terrace.cache.redis;

import dev.terrace.cache.testing.TestCluster;
import dev.terrace.cache.testing.TestNode;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.testing.TestSentinel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A user who may do what docs/security.md grants and nothing else. That none of it is too much is shown by taking one away:
 * {@code -Dtest.acl.without=+xadd} must fail something.
 */
final class LeastRights {

    static final Path PAGE = Path.of("..", "docs", "security.md");

    static final String USER = "terrace";
    static final String PASSWORD = "CHANGE-ME";

    private static final String SENTINEL_USER = "terrace-sentinel";
    private static final String SENTINEL_PASSWORD = "CHANGE-ME-TOO";
    private static final String GRANT = "ACL SETUSER ";

    private LeastRights() {}

    /** What the page grants, in its order: to the user of servers, in addition on a cluster, to the user of Sentinels. */
    static List<String[]> grants() {
        try {
            return Files.readAllLines(PAGE).stream()
                    .filter(line -> line.startsWith(GRANT))
                    .map(line -> line.replace("shop:", "test-").split(" "))
                    .map(LeastRights::withoutOne)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] withoutOne(String[] grant) {
        String without = System.getProperty("test.acl.without", "");
        return Arrays.stream(grant).filter(right -> !right.equals(without)).toArray(String[]::new);
    }

    /** Makes the user of a server, as new. */
    static void grant(Function<String[], String> server) {
        String gone = server.apply(new String[] {"ACL", "DELUSER", USER});
        if (gone.startsWith("(error)")) {
            throw new IllegalStateException(gone);
        }
        require(server, grants().get(0));
    }

    private static void require(Function<String[], String> server, String[] command) {
        String reply = server.apply(command);
        if (!reply.equals("OK")) {
            throw new IllegalStateException("%s: %s".formatted(String.join(" ", command), reply));
        }
    }

    static RedisSettings on(TestRedis redis) {
        require(redis::cli, grants().get(0));
        return settings(new RedisServers.Single(redis.address(), 0));
    }

    static RedisSettings on(TestCluster cluster) {
        for (TestNode node : all(cluster.primaries(), cluster.replicas())) {
            require(node::cli, grants().get(0));
            require(node::cli, grants().get(1));
        }
        return settings(Topologies.of(cluster));
    }

    /** @param database of the servers */
    static RedisSettings on(TestSentinel redis, int database) {
        all(List.of(redis.primary()), redis.replicas()).forEach(node -> require(node::cli, grants().get(0)));
        redis.sentinels().forEach(node -> require(node::cli, grants().get(2)));
        return settings(new RedisServers.Sentinel(
                TestSentinel.MASTER, redis.nodes(), database, SENTINEL_USER, SENTINEL_PASSWORD));
    }

    private static List<TestNode> all(List<TestNode> some, List<TestNode> others) {
        List<TestNode> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    private static RedisSettings settings(RedisServers servers) {
        return settings(servers, Duration.ofSeconds(10));
    }

    /** For a server where this user is already, or not yet. */
    static RedisSettings on(String address, Duration timeout) {
        return settings(new RedisServers.Single(address, 0), timeout);
    }

    private static RedisSettings settings(RedisServers servers, Duration timeout) {
        return new RedisSettings(servers, USER, PASSWORD, USER, null, Duration.ofSeconds(10), timeout, 24);
    }
}

package dev.terrace.cache.testing;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A primary, two replicas and three Sentinels that watch them, as processes on loopback: the {@code redis-server} on the PATH,
 * or the binary of embedded-redis. Containers are not used: Sentinels tell clients the addresses that they know themselves. It
 * keeps nothing, and ends with the JVM at the latest. Thread-safe; every method blocks until it is done.
 */
public final class TestSentinel implements AutoCloseable {

    /** The name under which the Sentinels know the primary. */
    public static final String MASTER = "terrace";

    private static final Logger LOG = LoggerFactory.getLogger(TestSentinel.class);

    private static final int SERVERS = 3;
    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;
    private static final int DOWN_AFTER_MILLIS = 1_000;
    private static final int FAILOVER_TIMEOUT_MILLIS = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final NodeGroup group = new NodeGroup();
    private final List<TestNode> servers;
    private final List<TestNode> sentinels;
    private final boolean shared;

    private TestSentinel(boolean shared) {
        this.shared = shared;
        try {
            servers = IntStream.range(0, SERVERS)
                    .mapToObj(i -> group.server(RedisKinds.freePort()))
                    .toList();
            servers.forEach(TestNode::start);
            servers.stream().skip(1).forEach(server -> follow(server, servers.get(0)));
            sentinels = newSentinels();
            sentinels.forEach(TestNode::start);
            awaitWhole();
            LOG.info("Redis Sentinels for tests: {} at {}", group.kind(), nodes());
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    /** The one of this JVM. Leave it as it is; {@link #close()} does nothing to it. */
    public static TestSentinel shared() {
        return Shared.INSTANCE;
    }

    private static final class Shared {
        static final TestSentinel INSTANCE = NodeGroup.started(() -> new TestSentinel(true));
    }

    /** One of its own, for a test that ends servers. */
    public static TestSentinel start() {
        return NodeGroup.started(() -> new TestSentinel(false));
    }

    /** Each knows all others from the beginning: to find each other they would need seconds. */
    private List<TestNode> newSentinels() {
        List<Integer> ports = IntStream.range(0, SENTINELS)
                .mapToObj(i -> RedisKinds.freePort())
                .toList();
        return ports.stream()
                .map(port -> group.sentinel(port, configuration(port, ports)))
                .toList();
    }

    private List<String> configuration(int port, List<Integer> ports) {
        List<String> lines = new ArrayList<>(List.of(
                "port " + port,
                "bind " + RedisAddress.LOOPBACK,
                "sentinel myid " + idOf(port),
                "sentinel monitor %s %s %d %d"
                        .formatted(MASTER, RedisAddress.LOOPBACK, servers.get(0).port(), QUORUM),
                "sentinel down-after-milliseconds %s %d".formatted(MASTER, DOWN_AFTER_MILLIS),
                "sentinel failover-timeout %s %d".formatted(MASTER, FAILOVER_TIMEOUT_MILLIS),
                "sentinel parallel-syncs %s %d".formatted(MASTER, SERVERS)));
        servers.stream()
                .skip(1)
                .map(server ->
                        "sentinel known-replica %s %s %d".formatted(MASTER, RedisAddress.LOOPBACK, server.port()))
                .forEach(lines::add);
        ports.stream()
                .filter(other -> other != port)
                .map(other -> "sentinel known-sentinel %s %s %d %s"
                        .formatted(MASTER, RedisAddress.LOOPBACK, other, idOf(other)))
                .forEach(lines::add);
        return lines;
    }

    private static String idOf(int port) {
        return "%040x".formatted(port);
    }

    private static void follow(TestNode replica, TestNode primary) {
        replica.require("REPLICAOF", RedisAddress.LOOPBACK, String.valueOf(primary.port()));
    }

    /**
     * Waits until the Sentinels agree on the primary, every other running server follows it, and a failover could begin. An old
     * primary is told so at once.
     */
    public void awaitWhole() {
        until("Sentinels and servers agree", () -> {
            List<Integer> seen =
                    sentinels.stream().map(TestSentinel::primaryPort).distinct().toList();
            if (seen.size() != 1) {
                return false;
            }
            running()
                    .filter(server -> server != primary() && server.isPrimary())
                    .forEach(old -> follow(old, primary()));
            return running().allMatch(server -> isSettled(server, seen.get(0)))
                    && sentinels.stream()
                            .allMatch(sentinel -> isCalm(sentinel)
                                    && sentinel.cli("SENTINEL", "CKQUORUM", MASTER)
                                            .startsWith("OK " + SENTINELS));
        });
    }

    private static boolean isSettled(TestNode server, int primary) {
        return server.port() == primary
                ? server.isPrimary()
                : server.isConnectedReplica()
                        && server.info("replication", "master_port").equals(String.valueOf(primary));
    }

    /** Whether it finds nothing wrong and has no failover under way: a primary that ends before that confuses it for long. */
    private static boolean isCalm(TestNode sentinel) {
        List<String> master = sentinel.cli("SENTINEL", "MASTER", MASTER).lines().toList();
        return master.get(master.indexOf("flags") + 1).equals("master");
    }

    private static int primaryPort(TestNode sentinel) {
        String[] address =
                sentinel.cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER).split("\n");
        return Integer.parseInt(address[address.length - 1]);
    }

    private Stream<TestNode> running() {
        return servers.stream().filter(TestNode::isRunning);
    }

    /** Host and port of each Sentinel. */
    public List<String> nodes() {
        return sentinels.stream().map(TestNode::address).toList();
    }

    public List<TestNode> sentinels() {
        return sentinels;
    }

    /** The server that the Sentinels take for the primary. */
    public TestNode primary() {
        int port = primaryPort(sentinels.get(0));
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** The running servers that are not the primary. */
    public List<TestNode> replicas() {
        TestNode primary = primary();
        return running().filter(server -> server != primary).toList();
    }

    /**
     * Makes a replica the primary, by order of a Sentinel, and waits until all Sentinels say so. The old primary goes on as one
     * for some ten seconds, as in real life, unless {@link #awaitWhole()} ends that.
     */
    public void failover() {
        TestNode before = primary();
        until(
                "A failover begins",
                () -> sentinels.get(0).cli("SENTINEL", "FAILOVER", MASTER).equals("OK"));
        awaitOther(before);
    }

    /** Ends the primary and waits until a replica has taken over. Returns the one that ended. */
    public TestNode killPrimary() {
        TestNode before = primary();
        before.kill();
        awaitOther(before);
        return before;
    }

    /**
     * Lets something be written to the primary that the replicas do not get to know, ends the primary, and waits until a
     * replica has taken over. Returns the one that ended.
     */
    public TestNode failoverLosing(Consumer<TestNode> writes) {
        TestNode before = primary();
        List<TestNode> replicas = replicas();
        awaitReplicated();
        replicas.forEach(TestNode::pause);
        try {
            // What is in the socket of a replica, it would still read.
            before.cli("CLIENT", "KILL", "TYPE", "replica");
            writes.accept(before);
            before.kill();
        } finally {
            replicas.forEach(TestNode::resume);
        }
        awaitOther(before);
        return before;
    }

    /** Waits until the replicas have what the primary has now. The offset of one that is being synced anew is that of its past. */
    public void awaitReplicated() {
        TestNode primary = primary();
        long offset = primary.offset();
        until(
                "The replicas have all",
                () -> replicas().stream()
                        .allMatch(replica -> isSettled(replica, primary.port()) && replica.offset() >= offset));
    }

    private void awaitOther(TestNode before) {
        until("Another primary", () -> {
            List<Integer> seen =
                    sentinels.stream().map(TestSentinel::primaryPort).distinct().toList();
            return seen.size() == 1
                    && seen.get(0) != before.port()
                    && primary().isPrimary()
                    && sentinels.stream().allMatch(TestSentinel::isCalm);
        });
    }

    /** Runs a server again that was ended, empty, as a replica of the primary: Sentinels would need seconds to say so. */
    public void restart(TestNode server) {
        server.start();
        follow(server, primary());
        awaitWhole();
    }

    /** Removes all data. */
    public void flushAll() {
        primary().require("FLUSHALL");
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(condition);
    }

    /** Ends all servers and Sentinels; nothing for the shared one. */
    @Override
    public void close() {
        if (!shared) {
            group.close();
        }
    }
}

package dev.terrace.cache.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis Cluster of three primaries with a replica each, as processes on loopback: the {@code redis-server} on the PATH, or
 * the binary of embedded-redis. Containers are not used: the nodes tell clients their own addresses. It keeps nothing, and ends
 * with the JVM at the latest. Thread-safe; every method blocks until it is done.
 */
public final class TestCluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TestCluster.class);

    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16384;
    private static final int BUS_OFFSET = 10_000;
    private static final int NODE_TIMEOUT_MILLIS = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NodeGroup group = new NodeGroup();
    private final Map<Integer, TestNode> nodes;
    private final boolean shared;

    private TestCluster(boolean shared) {
        this.shared = shared;
        try {
            nodes = IntStream.range(0, 2 * PRIMARIES)
                    .mapToObj(i -> newNode())
                    .collect(Collectors.toMap(TestNode::port, node -> node));
            List<TestNode> all = List.copyOf(nodes.values());
            all.forEach(TestNode::start);
            form(all.subList(0, PRIMARIES), all.subList(PRIMARIES, all.size()));
            LOG.info("Redis Cluster for tests: {} at {}", group.kind(), nodes());
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    /** The one of this JVM. Leave it as it is; {@link #close()} does nothing to it. */
    public static TestCluster shared() {
        return Shared.INSTANCE;
    }

    private static final class Shared {
        static final TestCluster INSTANCE = NodeGroup.started(() -> new TestCluster(true));
    }

    /** One of its own, for a test that ends nodes or moves slots. */
    public static TestCluster start() {
        return NodeGroup.started(() -> new TestCluster(false));
    }

    private TestNode newNode() {
        return group.server(
                portWithBus(),
                "--cluster-enabled",
                "yes",
                "--cluster-config-file",
                "nodes.conf",
                "--cluster-node-timeout",
                String.valueOf(NODE_TIMEOUT_MILLIS),
                "--cluster-replica-validity-factor",
                "0",
                "--cluster-allow-replica-migration",
                "no");
    }

    /** The bus of the cluster is always so far behind the port, since Redis 6 knows no other way. */
    private static int portWithBus() {
        while (true) {
            int free = RedisKinds.freePort();
            int port = free + BUS_OFFSET > 65_535 ? free - BUS_OFFSET : free;
            if (isFree(port) && isFree(port + BUS_OFFSET)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(RedisAddress.LOOPBACK))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private void form(List<TestNode> primaries, List<TestNode> replicas) {
        for (int i = 0; i < PRIMARIES; i++) {
            List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(i * SLOTS / PRIMARIES, (i + 1) * SLOTS / PRIMARIES)
                    .mapToObj(String::valueOf)
                    .forEach(command::add);
            primaries.get(i).require(command.toArray(String[]::new));
            primaries.get(i).require("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
        }
        for (TestNode node : nodes.values()) {
            for (TestNode other : nodes.values()) {
                node.require("CLUSTER", "MEET", RedisAddress.LOOPBACK, String.valueOf(other.port()));
            }
        }
        for (int i = 0; i < PRIMARIES; i++) {
            TestNode replica = replicas.get(i);
            String primary = primaries.get(i).cli("CLUSTER", "MYID");
            until(
                    "A replica follows",
                    () -> replica.cli("CLUSTER", "REPLICATE", primary).equals("OK"));
        }
        awaitWhole();
    }

    /** Waits until every running node finds the cluster complete and every replica is in step. */
    public void awaitWhole() {
        until("The cluster is whole", () -> running().stream().allMatch(this::isSettled));
    }

    private List<TestNode> running() {
        return nodes.values().stream().filter(TestNode::isRunning).toList();
    }

    private boolean isSettled(TestNode node) {
        ClusterView view = ClusterView.of(node);
        return view.members().size() == 2 * PRIMARIES
                && view.members().stream().noneMatch(member -> isRunning(member.port()) && isUnsettled(member))
                && node.cli("CLUSTER", "INFO").contains("cluster_state:ok")
                && (view.myself().isPrimary() || node.isConnectedReplica());
    }

    private boolean isRunning(int port) {
        return node(port).isRunning();
    }

    private static boolean isUnsettled(ClusterView.Member member) {
        return member.isDown() || member.flags().contains("handshake");
    }

    private TestNode node(int port) {
        return Objects.requireNonNull(nodes.get(port), "A node that is not ours");
    }

    /** Host and port of each node. */
    public List<String> nodes() {
        return nodes.values().stream().map(TestNode::address).sorted().toList();
    }

    /** The slot of a key. */
    public int slotOf(String key) {
        return Integer.parseInt(running().get(0).cli("CLUSTER", "KEYSLOT", key));
    }

    public List<TestNode> primaries() {
        return running().stream().filter(TestNode::isPrimary).toList();
    }

    public List<TestNode> replicas() {
        return running().stream().filter(node -> !node.isPrimary()).toList();
    }

    /** The primary of a slot, as every running node sees it. */
    public TestNode primaryOf(int slot) {
        TestNode[] primary = new TestNode[1];
        until("All know the primary of slot " + slot, () -> {
            List<@Nullable Integer> seen = running().stream()
                    .map(node -> ClusterView.of(node)
                            .owner(slot)
                            .map(ClusterView.Member::port)
                            .orElse(null))
                    .distinct()
                    .toList();
            if (seen.size() != 1 || seen.get(0) == null || !isRunning(seen.get(0))) {
                return false;
            }
            primary[0] = node(seen.get(0));
            return true;
        });
        return primary[0];
    }

    /** The running replica of a primary, once that knows it. */
    public TestNode replicaOf(TestNode primary) {
        TestNode[] replica = new TestNode[1];
        until("The replica of " + primary, () -> {
            ClusterView view = ClusterView.of(primary);
            String id = view.myself().id();
            view.members().stream()
                    .filter(member -> member.primary().equals(id) && isRunning(member.port()))
                    .forEach(member -> replica[0] = node(member.port()));
            return replica[0] != null;
        });
        return replica[0];
    }

    /** The reply to a command of the primary that has this key. */
    public String cli(String key, String... command) {
        return primaryOf(slotOf(key)).cli(command);
    }

    /** Makes the replica of a slot's primary the primary, in order, and waits until all know. */
    public void failover(int slot) {
        TestNode before = primaryOf(slot);
        TestNode replica = replicaOf(before);
        until("The replica takes over", () -> replica.cli("CLUSTER", "FAILOVER").equals("OK"));
        awaitOther(slot, before);
    }

    /** Ends the primary of a slot and waits until its replica has taken over. Returns the one that ended. */
    public TestNode killPrimary(int slot) {
        TestNode before = primaryOf(slot);
        before.kill();
        awaitOther(slot, before);
        return before;
    }

    /**
     * Lets something be written to the primary of a slot that its replica does not get to know, ends the primary, and waits
     * until the replica has taken over. Returns the one that ended.
     */
    public TestNode failoverLosing(int slot, Consumer<TestNode> writes) {
        TestNode before = primaryOf(slot);
        TestNode replica = replicaOf(before);
        awaitReplicated(slot);
        replica.pause();
        try {
            before.cli("CLIENT", "KILL", "TYPE", "replica");
            writes.accept(before);
            before.kill();
        } finally {
            replica.resume();
        }
        awaitOther(slot, before);
        return before;
    }

    /** Waits until the replica has what the primary of a slot has now. */
    public void awaitReplicated(int slot) {
        TestNode primary = primaryOf(slot);
        TestNode replica = replicaOf(primary);
        long offset = primary.offset();
        until("The replica has all", () -> replica.offset() >= offset);
    }

    /** Waits until a slot has another primary than this one, and the rest is whole. */
    public void awaitOther(int slot, TestNode before) {
        until("Another primary of slot " + slot, () -> primaryOf(slot) != before);
        awaitWhole();
    }

    /** Runs a node again that was ended, empty: it becomes a replica of whoever took its slots. */
    public void restart(TestNode node) {
        node.start();
        awaitWhole();
    }

    /** Moves a slot with its keys to another primary. */
    public void moveSlot(int slot, TestNode target) {
        moveSlot(slot, target, () -> {});
    }

    /**
     * Moves a slot with its keys to another primary.
     *
     * @param halfway run when one key has moved and the others have not
     */
    public void moveSlot(int slot, TestNode target, Runnable halfway) {
        new SlotMove(slot, primaryOf(slot), target, primaries()).run(halfway);
        until("All know where slot " + slot + " is", () -> primaryOf(slot) == target);
    }

    /** Removes all data. */
    public void flushAll() {
        primaries().forEach(node -> node.require("FLUSHALL"));
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(java.io.UncheckedIOException.class)
                .until(condition);
    }

    /** Ends all nodes; nothing for the shared one. */
    @Override
    public void close() {
        if (!shared) {
            group.close();
        }
    }
}

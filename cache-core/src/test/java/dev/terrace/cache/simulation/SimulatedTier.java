package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.Member;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierException;
import dev.terrace.cache.tier.TagPositions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The remote port of one instance on a server in memory: each step goes over a transport that the test owns. */
final class SimulatedTier implements RemoteTier {

    private final SimulatedServer server;
    private final Transport transport;
    private final ServerControl.Limits limits;
    private final List<Consumer<LogMessage>> subscriptions = new ArrayList<>();
    private final List<BusListener> listeners = new ArrayList<>();
    private final List<String> names;
    private boolean closed;

    /** Bug switch: a fill is stored whoever holds the lease. */
    boolean unguarded;

    SimulatedTier(SimulatedServer server, Transport transport, ServerControl.Limits limits) {
        this.limits = limits;
        this.names = server.allLanes().stream().map(SimulatedTier::nameOfRead).toList();
        this.server = server;
        this.transport = transport;
    }

    /** The name of a read of this log. */
    static String nameOfRead(Lane lane) {
        return "readLog " + lane.label();
    }

    private <T> CompletionStage<T> send(String name, Supplier<T> command) {
        return closed
                ? CompletableFuture.failedFuture(new RemoteTierException("The cache is closed"))
                : transport.send(name, command);
    }

    private CompletionStage<Void> perform(String name, Runnable command) {
        return send(name, () -> {
            command.run();
            return null;
        });
    }

    private void requireOneLane(List<RemoteKey> keys) {
        Lane.ofAll(keys, server.lanes());
    }

    @Override
    public int lanes() {
        return server.lanes();
    }

    // ---- membership

    @Override
    public CompletionStage<ControlSnapshot> join(String operation, int maximumTags) {
        return send("join", () -> server.join(operation, maximumTags));
    }

    @Override
    public CompletionStage<Void> announce(Member member, @Nullable Duration longestLife) {
        return perform("announce", () -> server.control.announce(member, longestLife, server.millis(), limits));
    }

    @Override
    public CompletionStage<List<Member>> members() {
        return send("members", () -> server.control.members(server.millis(), limits));
    }

    // ---- logs

    @Override
    public CompletionStage<LogEntry.Cursor> tail(Lane lane, String operation) {
        return send("tail", () -> server.tail(lane, operation));
    }

    @Override
    public CompletionStage<LogSlice> readLog(Lane lane, long from) {
        return send(names.get(lane.index() + 1), () -> server.readLog(lane, from));
    }

    // ---- values

    @Override
    public CompletionStage<List<RemoteRead>> read(List<Read> reads) {
        requireOneLane(reads.stream().map(Read::key).toList());
        return send("read", () -> reads.stream().map(server::read).toList());
    }

    @Override
    public CompletionStage<List<byte[]>> headers(List<RemoteKey> keys) {
        requireOneLane(keys);
        return send("headers", () -> keys.stream().map(server::header).toList());
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Fill> fills) {
        requireOneLane(fills.stream().map(Fill::key).toList());
        return send(
                "fill",
                () -> fills.stream().map(fill -> server.fill(fill, !unguarded)).toList());
    }

    @Override
    public CompletionStage<Void> release(RemoteKey key, String token) {
        return perform("release", () -> server.laneOf(key).release(key, token, server.millis()));
    }

    @Override
    public CompletionStage<List<Boolean>> renew(List<Renewal> renewals) {
        requireOneLane(renewals.stream().map(Renewal::key).toList());
        return send(
                "renew",
                () -> renewals.stream()
                        .map(renewal -> server.renew(renewal.key(), renewal.lease()))
                        .toList());
    }

    @Override
    public CompletionStage<Void> throttle(RemoteKey key, Lease lease) {
        return perform("throttle", () -> server.laneOf(key).throttle(key, lease, server.millis()));
    }

    @Override
    public CompletionStage<Boolean> freshen(Freshening freshening) {
        return send("freshen", () -> server.freshen(freshening, !unguarded));
    }

    @Override
    public CompletionStage<List<Boolean>> touch(List<Touch> touches) {
        requireOneLane(touches.stream().map(Touch::key).toList());
        return send("touch", () -> touches.stream().map(server::touch).toList());
    }

    @Override
    public RemoteTier replicated(int replicas) {
        return this;
    }

    @Override
    public CompletionStage<RemoteRead> putIfAbsent(
            RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life) {
        return send("putIfAbsent", () -> server.putIfAbsent(key, known, stored, life));
    }

    // ---- invalidations

    @Override
    public CompletionStage<Appended> invalidate(List<KeyInvalidation> keys, String operation) {
        requireOneLane(keys.stream().map(KeyInvalidation::key).toList());
        return send("invalidate", () -> server.invalidate(keys, operation));
    }

    @Override
    public CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from) {
        return send("control", () -> server.invalidate(invalidation, operation, from, limits));
    }

    @Override
    public CompletionStage<Void> fence(long from, long beyond, String operation) {
        return perform("fence", () -> server.fence(from, beyond, operation, limits));
    }

    @Override
    public CompletionStage<TagPositions> tagPositions(Collection<String> tags) {
        return send("tagPositions", () -> server.control.positions(tags));
    }

    @Override
    public CompletionStage<Boolean> own(String pattern, String owner, Duration duration) {
        return send("own", () -> server.control.own(pattern, owner, duration, server.millis()));
    }

    // ---- reclaiming

    @Override
    public CompletionStage<KeyPage> scan(Lane lane, Kind kind, @Nullable String cache, String from) {
        return send("scan", () -> server.scan(lane, kind, cache, from));
    }

    @Override
    public CompletionStage<Integer> discard(List<Discard> values) {
        requireOneLane(values.stream().map(Discard::key).toList());
        return send("discard", () -> (int) values.stream()
                .filter(value -> server.laneOf(value.key()).discard(value.key(), value.stamp(), server.millis()))
                .count());
    }

    @Override
    public CompletionStage<Void> endLeases(List<RemoteKey> keys) {
        requireOneLane(keys);
        return perform("endLeases", () -> keys.forEach(server::endLease));
    }

    // ---- the bus

    @Override
    public CompletionStage<Void> subscribe(BusListener listener) {
        Consumer<LogMessage> subscription = message -> transport.deliver(message, () -> listener.onMessage(message));
        return perform("subscribe", () -> {
                    subscriptions.add(subscription);
                    listeners.add(listener);
                    server.subscribe(subscription);
                })
                .thenRun(listener::onSubscribed);
    }

    /** The connection of the bus was lost and is there again. */
    void resubscribed() {
        List.copyOf(listeners).forEach(BusListener::onSubscribed);
    }

    void malformed() {
        List.copyOf(listeners).forEach(BusListener::onMalformed);
    }

    @Override
    public void close() {
        closed = true;
        subscriptions.forEach(server::unsubscribe);
    }
}

package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** The server in memory for tests of one class at a time: it answers at once, and what goes wrong goes wrong on request. */
public final class TwinServer {

    private static final ServerControl.Limits LIMITS =
            new ServerControl.Limits(1_000, Duration.ofMinutes(1), Duration.ofMinutes(1));

    final SimulatedServer server;

    /**
     * @param millis the server's clock
     */
    public TwinServer(int lanes, LongSupplier millis) {
        server = new SimulatedServer(lanes, new SimulatedServer.Limits(10_000, 100, 10), millis);
    }

    /** The way of one instance to it. */
    public TwinLink connect() {
        return new TwinLink(this);
    }

    RemoteTier tier(Transport transport) {
        return new SimulatedTier(server, transport, LIMITS);
    }

    public boolean has(RemoteKey key) {
        return server.stored(key).length > 0;
    }

    public void flush() {
        server.flush();
    }

    public void trim(Lane lane, int most) {
        server.trim(lane, most);
    }

    public void evictControlKeys() {
        server.evictControlKeys();
    }

    /** Copies everything now; what it returns lets the copy take over, without what was written to these lanes since. */
    public Runnable failover(Lane... lanes) {
        SimulatedServer.Replica replica = server.replica();
        return () -> server.failover(replica, List.of(lanes));
    }

    /** Another instance, which does not live any more, asked for these. */
    public void append(Invalidation invalidation, String operation) {
        server.invalidate(invalidation, operation, Position.END, LIMITS);
    }

    /** And renews its ownership. */
    public void own(String pattern, String owner) {
        server.control.own(pattern, owner, RemoteTier.PATTERN_OWNERSHIP, server.millis());
    }

    public int patterns() {
        return server.join("test", 0).patterns().size();
    }

    public int fences() {
        return server.join("test", 0).fences().size();
    }
}

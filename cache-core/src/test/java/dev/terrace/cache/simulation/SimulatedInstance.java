package dev.terrace.cache.simulation;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.ValueFormats;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.Combining;
import dev.terrace.cache.coherence.ForgetfulCoherence;
import dev.terrace.cache.coherence.RemoteCoherence;
import dev.terrace.cache.coherence.UnguardedCoherence;
import dev.terrace.cache.engine.CacheEngine;
import dev.terrace.cache.engine.CallerContext;
import dev.terrace.cache.engine.DefaultTieredCache;
import dev.terrace.cache.engine.EngineParts;
import dev.terrace.cache.engine.NearRegistry;
import dev.terrace.cache.engine.OpenCaches;
import dev.terrace.cache.engine.OpenCaches.OpenCache;
import dev.terrace.cache.engine.RemoteNames;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteTier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One instance: the classes of production, made for the scheduler, and what the oracle must know of it. */
final class SimulatedInstance implements Network.Progress {

    private static final ValueFormats FORMATS = ValueFormats.of(new TextCodec());
    private static final long NOT = -1;

    private final World world;
    private final SimulatedProcess process;
    private final SimulatedTier tier;
    private final RemoteCoherence coherence;
    private final CacheEngine engine;
    private final NearRegistry near = new NearRegistry();
    private final Map<String, OpenCache> caches = new HashMap<>();

    /** Its calls that the server does not have. */
    final List<Invalidated> pending = new ArrayList<>();

    /** The newest value that it gave of each key. */
    final ReadRules.Served[] newest;

    private final Map<String, Long> lastLogReads = new HashMap<>();
    private final Map<Lane, Long> connectedAt = new HashMap<>();
    private long troubledAt = NOT;

    SimulatedInstance(String id, World world) {
        this.world = world;
        this.newest = new ReadRules.Served[world.shape.keys().size()];
        long skew = world.scheduler.millis(-5_000, 5_000);
        this.process = new SimulatedProcess(id, world.scheduler, skew);
        Network network = new Network(world, process, world.shape.settings().timeout(), this);
        this.tier = new SimulatedTier(world.server, network, world.shape.control());
        this.tier.unguarded = world.mistake == Mistake.UNGUARDED;
        network.onMalformed = tier::malformed;
        RemoteTier remote = MistakenTier.of(world.mistake, tier, world.server, network);
        RemoteCoherence.Parts parts = new RemoteCoherence.Parts(
                id, remote, world.shape.settings(), process, process::after, near, this::heard);
        this.coherence = world.mistake == Mistake.NO_REPLAY ? ForgetfulCoherence.of(parts) : new RemoteCoherence(parts);
        Coherence rules = world.mistake == Mistake.NO_POISON ? new UnguardedCoherence(coherence) : coherence;
        EngineParts engineParts = new EngineParts(
                // On a way that takes no time as far as it can tell, so that calls combine early.
                Combining.of(coherence.remote(), process::after, new ManualTime()),
                rules,
                near,
                new KeyEncoder(),
                FORMATS,
                RemoteNames.PLAIN,
                List.of(),
                NearEntry::plain,
                process,
                world.scheduler.random::nextLong,
                process::execute,
                process::execute,
                process::execute,
                CallerContext.NONE,
                process::after,
                process::after,
                this::heard,
                world.shape.settings().timeout());
        this.engine = new CacheEngine(engineParts);
        OpenCaches open = new OpenCaches(engineParts);
        for (Key key : world.shape.keys()) {
            caches.computeIfAbsent(key.cache(), name -> open.create(name, world.shape.policyOf(name)));
        }
    }

    String id() {
        return process.id();
    }

    SimulatedProcess process() {
        return process;
    }

    RemoteCoherence coherence() {
        return coherence;
    }

    CacheEngine engine() {
        return engine;
    }

    DefaultTieredCache cache(Key key) {
        return open(key).cache();
    }

    OpenCache open(Key key) {
        return caches.get(key.cache());
    }

    /** The counts of its caches. */
    Stream<CacheStatistics> statistics() {
        return caches.values().stream().map(open -> open.cache().statistics());
    }

    /** The near tier has no room for this key any more. */
    void evictNear(Key key) {
        near.drop(key.remote().hash());
    }

    void resubscribed() {
        world.scheduler.post(world.scheduler.millis(0.1, 50), "subscribed", process, tier::resubscribed);
    }

    void die() {
        process.die();
        tier.close();
    }

    // ---- what the oracle must know

    private void heard(CacheEvent event) {
        world.counts.add("event " + event.getClass().getSimpleName());
        world.scheduler.note(() -> id() + " tells " + event);
        if (event instanceof CacheEvent.RemoteFailed) {
            troubledAt = world.scheduler.now();
        }
    }

    /** Notes which lanes it takes for connected. */
    void look() {
        for (Key key : world.shape.keys()) {
            if (!isAway(key)) {
                connectedAt.put(laneOf(key), world.scheduler.now());
            }
        }
    }

    private Lane laneOf(Key key) {
        return Lane.of(key.remote().hash(), world.shape.lanes());
    }

    /** When it last took the lane of this key for connected. */
    long connectedAt(Key key) {
        return connectedAt.getOrDefault(laneOf(key), NOT);
    }

    @Override
    public void answered(String command) {
        look();
        if (command.startsWith("readLog")) {
            lastLogReads.put(command, world.scheduler.now());
        }
    }

    @Override
    public void unanswered(String command) {
        look();
        troubledAt = world.scheduler.now();
    }

    /** Whether it knows that the server cannot be asked for this key. */
    boolean isAway(Key key) {
        return !coherence.isConnected(key.remote().hash());
    }

    /** Whether it loads this key without asking anybody. */
    boolean isAlone(Key key) {
        return isAway(key) || coherence.isBarred(key.remote().hash());
    }

    /** When it last heard of both logs that concern a key. */
    long lastLogRead(Key key) {
        String ofKey = SimulatedTier.nameOfRead(laneOf(key));
        String ofAll = SimulatedTier.nameOfRead(Lane.CONTROL);
        return Math.min(lastLogReads.getOrDefault(ofKey, NOT), lastLogReads.getOrDefault(ofAll, NOT));
    }

    /** When a command of it last failed. */
    long troubledAt() {
        return troubledAt;
    }

    @Override
    public String toString() {
        return id();
    }
}

package dev.terrace.cache.coherence;

import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Coding;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.simulation.TwinLink;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.InvalidationJournal;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.RemoteKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One instance: the classes of production over the server in memory, a near tier that remembers what it was told. */
final class Peer implements NearEntries {

    static final String CACHE = "products";
    static final Duration SYNC = Duration.ofSeconds(1);
    static final Duration TRUST = Duration.ofSeconds(5);
    static final Duration STALE = Duration.ofSeconds(60);

    final List<CacheEvent> events = new ArrayList<>();
    final List<Long> dropped = new ArrayList<>();
    final List<KeyPattern> droppedPatterns = new ArrayList<>();
    final TwinLink link;
    final ManualTime time;
    final RemoteCoherence coherence;
    Supplier<List<Sample>> samples = List::of;

    Peer(String id, TwinServer server, ManualTime time) {
        this(id, server, time, Duration.ZERO, event -> {});
    }

    /** A peer that keeps in this journal what waits. */
    Peer(String id, TwinServer server, ManualTime time, InvalidationJournal journal) {
        this(id, server, time, Duration.ZERO, event -> {}, journal);
    }

    Peer(String id, TwinServer server, ManualTime time, Duration selfCheck, CacheListener listener) {
        this(id, server, time, selfCheck, listener, InvalidationJournal.NONE);
    }

    private Peer(
            String id,
            TwinServer server,
            ManualTime time,
            Duration selfCheck,
            CacheListener listener,
            InvalidationJournal journal) {
        this.link = server.connect();
        this.time = time;
        CoherenceSettings settings = new CoherenceSettings(SYNC, TRUST, STALE, true, selfCheck, Duration.ofMillis(300));
        this.coherence = new RemoteCoherence(new RemoteCoherence.Parts(
                id,
                link.tier(),
                settings,
                time,
                time,
                time,
                this,
                event -> {
                    events.add(event);
                    listener.onEvent(event);
                },
                journal));
    }

    /** A peer that has joined. */
    static Peer joined(String id, TwinServer server, ManualTime time) {
        Peer peer = new Peer(id, server, time);
        peer.join();
        return peer;
    }

    void join() {
        coherence.start();
        time.run();
        link.takeSent();
        events.clear();
    }

    /** A key of a lane: the hash is the lane's number, or that and a multiple of the lanes. */
    static RemoteKey key(long hash) {
        return new RemoteKey(CACHE, "'" + hash + "'", hash);
    }

    CompletionStage<Boolean> evict(RemoteKey key) {
        return coherence.invalidate(key, null, null);
    }

    CompletionStage<Void> evictTag(String tag) {
        return coherence.invalidate(new Invalidation.OfTags(List.of(tag)));
    }

    CompletionStage<Void> evictPattern(String glob) {
        return coherence.invalidate(new Invalidation.OfPattern(new KeyPattern(CACHE, glob)));
    }

    /** Puts a value into the remote tier. */
    void store(RemoteKey key, long stamp, long ctl, String... tags) {
        Envelope.Header header = new Envelope.Header(
                Coding.plain((short) 1),
                false,
                stamp,
                ctl,
                time.millis(),
                60_000,
                0,
                1,
                null,
                Set.of(tags),
                "java.lang.String",
                Validators.NONE);
        link.tier().putIfAbsent(key, null, new Envelope(header, new byte[] {1}).toBytes(), null);
    }

    boolean sync() {
        CompletionStage<Boolean> sync = coherence.sync();
        time.run();
        return sync.toCompletableFuture().join();
    }

    Validity validity(long ctl, String... tags) {
        return coherence.control().validity(CACHE, ctl, List.of(tags), () -> "'a'");
    }

    <T extends CacheEvent> List<T> heard(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void drop(long hash) {
        dropped.add(hash);
    }

    @Override
    public void drop(KeyPattern pattern) {
        droppedPatterns.add(pattern);
    }

    @Override
    public Collection<String> caches() {
        return List.of(CACHE, "others");
    }

    @Override
    public List<Sample> sample(int most) {
        return samples.get();
    }
}

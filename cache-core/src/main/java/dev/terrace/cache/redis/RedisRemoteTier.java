package dev.terrace.cache.redis;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.event.CacheEvents;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.Member;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteServers;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.ServerState;
import dev.terrace.cache.tier.TagPositions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RTopic;
import org.redisson.api.listener.BaseStatusListener;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * The remote port on Redis, Valkey or Dragonfly. Every step is one script on one slot of one primary.
 *
 * <p>The Redisson client is made by {@link #join} and belongs to this object. A client that has never reached a server blocks
 * whoever calls it, so until the first join has succeeded every other step fails at once, and join itself runs on a thread of
 * its own.
 */
public final class RedisRemoteTier implements RemoteTier, RemoteServers {

    private final RedisLayout layout;
    private final ClientSlot client;
    private final KeySteps keys;
    private final ControlSteps control;
    private final Instances instances;
    private final LaneScan scan;
    private final ServerInquiry inquiry;
    private final IntFunction<RemoteTier> replicatedBy;
    private final boolean isView;

    /** One that tells nobody of anything. */
    public RedisRemoteTier(String namespace, RedisSettings settings) {
        this(namespace, settings, event -> {});
    }

    /**
     * @param namespace what separates this application's keys from others'
     * @param settings where the server is
     * @param listener hears of writes that too few replicas have
     */
    public RedisRemoteTier(String namespace, RedisSettings settings, CacheListener listener) {
        this(namespace, settings, listener, RedisLimits.DEFAULT);
    }

    RedisRemoteTier(String namespace, RedisSettings settings, CacheListener listener, RedisLimits limits) {
        this(namespace, settings, listener, limits, CacheClock.system());
    }

    RedisRemoteTier(
            String namespace, RedisSettings settings, CacheListener listener, RedisLimits limits, CacheClock clock) {
        this.layout = new RedisLayout(namespace, settings.lanes());
        this.client = new ClientSlot(settings);
        Durability durability = settings.durability();
        CacheListener events = new CacheEvents(List.of(listener));
        ScriptRunner scripts =
                new ScriptRunner(client, durability == null ? null : new ReplicatedCall(durability, events));
        LogArguments log = new LogArguments(layout.channel(), limits);
        this.keys = new KeySteps(
                layout,
                log,
                scripts,
                new PlainReads(layout, scripts, settings.timeout(), clock::nanoTime),
                new LongFills(layout, scripts, clock::nanoTime));
        this.control = new ControlSteps(layout, log, scripts);
        this.instances = new Instances(layout, limits.silence(), scripts);
        this.scan = new LaneScan(layout, scripts);
        this.inquiry = new ServerInquiry(client, clock::nanoTime);
        this.isView = false;
        Map<Integer, RemoteTier> views = new ConcurrentHashMap<>();
        this.replicatedBy = replicas -> views.computeIfAbsent(
                replicas,
                n -> new RedisRemoteTier(
                        this,
                        keys.writing(new ReplicatedWrites(
                                scripts, new WaitingBatch(n, settings.waitForReplicas()), events, clock::nanoTime))));
    }

    /** A view of another. */
    private RedisRemoteTier(RedisRemoteTier whole, KeySteps keys) {
        this.layout = whole.layout;
        this.client = whole.client;
        this.keys = keys;
        this.control = whole.control;
        this.instances = whole.instances;
        this.scan = whole.scan;
        this.inquiry = whole.inquiry;
        this.replicatedBy = whole.replicatedBy;
        this.isView = true;
    }

    /** Views of as many replicas are one, since they learn together that these lag. */
    @Override
    public RemoteTier replicated(int replicas) {
        if (replicas < 0) {
            throw new IllegalArgumentException(replicas + " replicas");
        }
        return replicas == 0 ? this : replicatedBy.apply(replicas);
    }

    @Override
    public int lanes() {
        return layout.lanes();
    }

    @Override
    public CompletionStage<ControlSnapshot> join(String operation, int maximumTags) {
        return control.join(operation, maximumTags);
    }

    @Override
    public CompletionStage<Void> announce(Member member, @Nullable Duration longestLife) {
        return instances.announce(member, longestLife);
    }

    @Override
    public CompletionStage<List<Member>> members() {
        return instances.members();
    }

    @Override
    public CompletionStage<LogEntry.Cursor> tail(Lane lane, String operation) {
        return control.tail(lane, operation);
    }

    @Override
    public CompletionStage<LogSlice> readLog(Lane lane, long from) {
        return control.readLog(lane, from);
    }

    @Override
    public CompletionStage<List<RemoteRead>> read(List<Read> reads) {
        return keys.read(reads);
    }

    @Override
    public CompletionStage<List<byte[]>> headers(List<RemoteKey> wanted) {
        return keys.headers(wanted);
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Fill> fills) {
        return keys.fill(fills);
    }

    @Override
    public CompletionStage<Void> release(RemoteKey key, String token) {
        return keys.release(key, token);
    }

    @Override
    public CompletionStage<List<Boolean>> renew(List<Renewal> renewals) {
        return keys.renew(renewals);
    }

    @Override
    public CompletionStage<Void> throttle(RemoteKey key, Lease lease) {
        return keys.throttle(key, lease);
    }

    @Override
    public CompletionStage<Boolean> freshen(Freshening freshening) {
        return keys.freshen(freshening);
    }

    @Override
    public CompletionStage<List<Boolean>> touch(List<Touch> touches) {
        return keys.touch(touches);
    }

    @Override
    public CompletionStage<RemoteRead> putIfAbsent(
            RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life) {
        return keys.putIfAbsent(key, known, stored, life);
    }

    @Override
    public CompletionStage<Appended> invalidate(List<KeyInvalidation> invalid, String operation) {
        return keys.invalidate(invalid, operation);
    }

    @Override
    public CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from) {
        return control.invalidate(invalidation, operation, from);
    }

    @Override
    public CompletionStage<Void> fence(long from, long beyond, String operation) {
        return control.fence(from, beyond, operation);
    }

    @Override
    public CompletionStage<TagPositions> tagPositions(Collection<String> tags) {
        return control.tagPositions(tags);
    }

    @Override
    public CompletionStage<Boolean> own(String pattern, String owner, Duration duration) {
        return control.own(pattern, owner, duration);
    }

    @Override
    public CompletionStage<KeyPage> scan(Lane lane, Kind kind, @Nullable String cache, String from) {
        return scan(lane, kind, cache, from, LaneScan.USUAL);
    }

    @Override
    public CompletionStage<KeyPage> scan(Lane lane, Kind kind, @Nullable String cache, String from, int about) {
        return scan.page(lane, kind, cache, from, about);
    }

    @Override
    public CompletionStage<Integer> discard(List<Discard> values) {
        return keys.discard(values);
    }

    @Override
    public CompletionStage<Void> endLeases(List<RemoteKey> leased) {
        return keys.endLeases(leased);
    }

    @Override
    public CompletionStage<Void> subscribe(BusListener listener) {
        return client.get().thenCompose(connected -> {
            RTopic topic = connected.getTopic(layout.channel(), ByteArrayCodec.INSTANCE);
            return topic.addListenerAsync(new BaseStatusListener() {
                        @Override
                        public void onSubscribe(String channel) {
                            listener.onSubscribed();
                        }
                    })
                    .thenCompose(added ->
                            topic.addListenerAsync(byte[].class, (channel, message) -> deliver(message, listener)))
                    .handle((added, failure) -> {
                        if (failure != null) {
                            throw RedisFailure.of(failure);
                        }
                        return null;
                    });
        });
    }

    private static void deliver(byte[] message, BusListener listener) {
        try {
            listener.onMessage(BusMessage.parse(message));
        } catch (RuntimeException e) {
            // One that does not parse, or one that failed where it was heard: a thread of the client is no place for
            // either.
            listener.onMalformed();
        }
    }

    @Override
    public CompletionStage<List<ServerState>> servers() {
        return inquiry.servers();
    }

    @Override
    public void close() {
        if (!isView) {
            client.close();
        }
    }
}

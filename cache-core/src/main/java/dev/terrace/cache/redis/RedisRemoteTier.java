package dev.terrace.cache.redis;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.MalformedLogException;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RScript;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.api.listener.BaseStatusListener;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * The remote port on Redis, Valkey or Dragonfly. Every step is one script on one slot of one primary.
 *
 * <p>The Redisson client is made by {@link #join} and belongs to this object. A client that has never reached a server blocks
 * whoever calls it, so until the first join has succeeded every other step fails at once, and join itself runs on a thread of
 * its own.
 */
public final class RedisRemoteTier implements RemoteTier {

    private static final byte[] NOTHING = {};
    private static final int LOG_LENGTH = 10_000;
    private static final int SLICE = 1_000;

    private final RedisLayout layout;
    private final ClientSlot client;

    /**
     * @param namespace what separates this application's keys from others'
     * @param settings where the server is
     */
    public RedisRemoteTier(String namespace, RedisSettings settings) {
        this.layout = new RedisLayout(namespace, settings.lanes());
        this.client = new ClientSlot(settings);
    }

    @Override
    public int lanes() {
        return layout.lanes();
    }

    @Override
    public CompletionStage<ControlSnapshot> join(String operation, int maximumTags) {
        return client.connect(connected -> run(
                        connected,
                        RedisScripts.JOIN,
                        List.of(layout.log(Lane.CONTROL), layout.tags(), layout.meta()),
                        layout.channel(),
                        operation,
                        new Invalidation.None().toBytes(),
                        LOG_LENGTH,
                        UUID.randomUUID().toString(),
                        layout.lanes(),
                        maximumTags,
                        RedisLayout.SENTINEL))
                .thenApply(reply -> {
                    ControlSnapshot snapshot = snapshotOf(Reply.of(reply));
                    client.joined();
                    return snapshot;
                })
                .handle(RedisRemoteTier::orFailure);
    }

    private ControlSnapshot snapshotOf(Reply reply) {
        int lanes = (int) reply.number(1);
        if (lanes != layout.lanes()) {
            throw new CacheConfigurationException(
                    "The namespace was made with %d lanes, and this instance has %d".formatted(lanes, layout.lanes()),
                    "set 'terrace.cache.namespace' to a name that this Redis does not know yet");
        }
        Map<String, Long> tags = reply.map(2).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, tag -> Position.ofScore((long) Double.parseDouble(tag.getValue()))));
        Map<String, String> meta = reply.map(4);
        Map<String, Long> clears = meta.entrySet().stream()
                .filter(field -> field.getKey().startsWith("clear:"))
                .collect(Collectors.toMap(
                        field -> field.getKey().substring("clear:".length()),
                        field -> Position.parse(field.getValue())));
        return new ControlSnapshot(
                reply.text(0),
                lanes,
                tags,
                tags.size() == reply.number(3),
                clears,
                Position.parse(meta.getOrDefault("cleared", "0-0")),
                new LogEntry.Cursor(reply.position(5), reply.text(6)),
                reply.millis(7));
    }

    @Override
    public CompletionStage<LogEntry.Cursor> tail(Lane lane, String operation) {
        return run(
                        RedisScripts.TAIL,
                        List.of(layout.log(lane)),
                        lane.label(),
                        layout.channel(),
                        operation,
                        new Invalidation.None().toBytes(),
                        LOG_LENGTH)
                .thenApply(reply -> new LogEntry.Cursor(reply.position(0), reply.text(1)));
    }

    @Override
    public CompletionStage<LogSlice> readLog(Lane lane, long from) {
        List<Object> keys =
                lane.isControl() ? List.of(layout.log(lane), layout.tags(), layout.meta()) : List.of(layout.log(lane));
        String sentinel = lane.isControl() ? RedisLayout.SENTINEL : "";
        return run(RedisScripts.SYNC, keys, Position.format(from), SLICE, sentinel)
                .thenApply(reply -> reply.toLogSlice(SLICE));
    }

    @Override
    public CompletionStage<RemoteRead> read(RemoteKey key, byte @Nullable [] known, @Nullable Lease lease) {
        return run(
                        RedisScripts.READ,
                        List.of(layout.value(key), layout.lease(key)),
                        known != null ? "1" : "0",
                        known != null ? known : NOTHING,
                        lease != null ? lease.token() : "",
                        lease != null ? lease.duration().toMillis() : 0)
                .thenApply(RedisRemoteTier::readOf);
    }

    private static RemoteRead readOf(Reply reply) {
        return switch (reply.text(0)) {
            case "H" -> new RemoteRead.Hit(reply.bytes(1));
            case "L" -> new RemoteRead.Leased();
            case "W" -> new RemoteRead.Held();
            default -> new RemoteRead.Absent();
        };
    }

    @Override
    public CompletionStage<Boolean> fill(RemoteKey key, String token, byte[] stored, @Nullable Duration life) {
        return eval(
                        RedisScripts.FILL,
                        List.of(layout.value(key), layout.lease(key)),
                        token,
                        stored,
                        life != null ? life.toMillis() : "")
                .thenApply(filled -> ((Number) filled).intValue() == 1);
    }

    @Override
    public CompletionStage<Void> release(RemoteKey key, String token) {
        return eval(RedisScripts.RELEASE, List.of(layout.lease(key)), token).thenApply(done -> null);
    }

    @Override
    public CompletionStage<Appended> invalidate(RemoteKey key, String operation, @Nullable Lease next) {
        Lane lane = layout.laneOf(key);
        return run(
                        RedisScripts.INVALIDATE,
                        List.of(layout.value(key), layout.lease(key), layout.log(lane)),
                        lane.label(),
                        layout.channel(),
                        operation,
                        new Invalidation.OfKeys(List.of(key.hash())).toBytes(),
                        LOG_LENGTH,
                        next != null ? next.token() : "",
                        next != null ? next.duration().toMillis() : 0)
                .thenApply(reply -> new Appended(reply.position(0), reply.number(1) > 0));
    }

    @Override
    public CompletionStage<RemoteRead> putIfAbsent(
            RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life) {
        return run(
                        RedisScripts.PUT_IF_ABSENT,
                        List.of(layout.value(key), layout.lease(key)),
                        known != null ? "1" : "0",
                        known != null ? known : NOTHING,
                        stored,
                        life != null ? life.toMillis() : "")
                .thenApply(RedisRemoteTier::readOf);
    }

    @Override
    public CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from) {
        List<Object> arguments = new ArrayList<>(List.of(
                layout.channel(),
                operation,
                invalidation.toBytes(),
                LOG_LENGTH,
                Position.format(from),
                SLICE,
                RedisLayout.SENTINEL));
        if (invalidation instanceof Invalidation.OfTags tags) {
            arguments.add("T");
            arguments.addAll(tags.tags());
        } else if (invalidation instanceof Invalidation.OfCache cache) {
            arguments.add("C");
            arguments.add(cache.cache());
        } else {
            throw new IllegalArgumentException("The control lane holds tags and caches only");
        }
        return run(
                        RedisScripts.CONTROL,
                        List.of(layout.log(Lane.CONTROL), layout.tags(), layout.meta()),
                        arguments.toArray())
                .thenApply(reply -> reply.toLogSlice(SLICE));
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
                    .thenApply(added -> null);
        });
    }

    private static void deliver(byte[] message, BusListener listener) {
        try {
            listener.onMessage(BusMessage.parse(message));
        } catch (MalformedLogException e) {
            listener.onMalformed();
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private CompletionStage<Reply> run(RedisScripts script, List<Object> keys, Object... arguments) {
        return eval(script, keys, arguments).thenApply(Reply::of);
    }

    private CompletionStage<Object> eval(RedisScripts script, List<Object> keys, Object... arguments) {
        return client.get()
                .thenCompose(connected -> run(connected, script, keys, arguments))
                .handle(RedisRemoteTier::orFailure);
    }

    private static CompletionStage<Object> run(
            RedissonClient client, RedisScripts script, List<Object> keys, Object... arguments) {
        byte[][] values = new byte[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            values[i] = arguments[i] instanceof byte[] bytes
                    ? bytes
                    : arguments[i].toString().getBytes(StandardCharsets.UTF_8);
        }
        return client.getScript(ByteArrayCodec.INSTANCE)
                .evalAsync(RScript.Mode.READ_WRITE, script.text(), script.reply(), keys, (Object[]) values);
    }

    private static <T> T orFailure(@Nullable T reply, @Nullable Throwable failure) {
        if (failure == null) {
            return Objects.requireNonNull(reply);
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        throw cause instanceof CacheConfigurationException configuration ? configuration : RedisFailure.of(cause);
    }
}

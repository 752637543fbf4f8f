package dev.terrace.cache.simulation;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A remote tier with a mistake in it. */
abstract class MistakenTier extends RemoteTierDecorator {

    /** In an envelope: behind stamp and control position. */
    private static final int WRITTEN_AT_OFFSET = Envelope.STAMP_OFFSET + 2 * Long.BYTES;

    private MistakenTier(RemoteTier remote) {
        super(remote);
    }

    static RemoteTier of(Mistake mistake, SimulatedTier tier, SimulatedServer server, Transport transport) {
        return switch (mistake) {
            case LOG_FIRST -> new LogFirst(tier, server, transport);
            case ONE_STEP_PUT -> new OneStepPut(tier, server, transport);
            case EXCLUSIVE -> new Exclusive(tier);
            case NO_RENEWAL -> new Unrenewed(tier);
            case THROTTLE_IGNORED -> new Unthrottled(tier);
            case THROTTLE_FOR_EVER -> new ThrottledForEver(tier);
            case UNTOUCHED -> new Untouched(tier);
            case TOUCHED_FOR_EVER -> new TouchedForEver(tier);
            case OLD_FOR_NEW -> new OldForNew(tier, server, transport);
            default -> tier;
        };
    }

    private static final class Unrenewed extends MistakenTier {

        Unrenewed(SimulatedTier tier) {
            super(tier);
        }

        @Override
        public CompletionStage<List<Boolean>> renew(List<Renewal> renewals) {
            return CompletableFuture.completedFuture(
                    renewals.stream().map(renewal -> true).toList());
        }
    }

    private static final class Unthrottled extends MistakenTier {

        Unthrottled(SimulatedTier tier) {
            super(tier);
        }

        @Override
        public CompletionStage<Void> throttle(RemoteKey key, Lease lease) {
            return super.release(key, lease.token());
        }
    }

    private static final class ThrottledForEver extends MistakenTier {

        ThrottledForEver(SimulatedTier tier) {
            super(tier);
        }

        @Override
        public CompletionStage<Void> throttle(RemoteKey key, Lease lease) {
            return super.throttle(key, new Lease(lease.token(), Duration.ofHours(1)));
        }
    }

    private static final class Untouched extends MistakenTier {

        Untouched(SimulatedTier tier) {
            super(tier);
        }

        @Override
        public CompletionStage<List<Boolean>> touch(List<Touch> touches) {
            return CompletableFuture.completedFuture(
                    touches.stream().map(touch -> true).toList());
        }
    }

    private static final class TouchedForEver extends MistakenTier {

        TouchedForEver(SimulatedTier tier) {
            super(tier);
        }

        @Override
        public CompletionStage<List<Boolean>> touch(List<Touch> touches) {
            return super.touch(touches.stream()
                    .map(touch -> new Touch(touch.key(), touch.stamp(), Duration.ofHours(1)))
                    .toList());
        }
    }

    private static final class OldForNew extends MistakenTier {

        private final SimulatedServer server;
        private final Transport transport;

        OldForNew(SimulatedTier tier, SimulatedServer server, Transport transport) {
            super(tier);
            this.server = server;
            this.transport = transport;
        }

        @Override
        public CompletionStage<List<RemoteRead>> read(List<Read> reads) {
            return transport.send("read", () -> reads.stream().map(this::read).toList());
        }

        private RemoteRead read(Read read) {
            byte[] stored = server.stored(read.key());
            boolean known = read.known() != null && Arrays.equals(Envelope.stampOf(stored), read.known());
            return known ? new RemoteRead.Hit(asOfNow(stored)) : server.read(read);
        }

        private byte[] asOfNow(byte[] stored) {
            ByteBuffer bytes = ByteBuffer.wrap(stored.clone());
            bytes.putLong(WRITTEN_AT_OFFSET, server.millis());
            return bytes.array();
        }
    }

    private static final class LogFirst extends MistakenTier {

        private final SimulatedServer server;
        private final Transport transport;

        LogFirst(SimulatedTier tier, SimulatedServer server, Transport transport) {
            super(tier);
            this.server = server;
            this.transport = transport;
        }

        @Override
        public CompletionStage<Appended> invalidate(List<KeyInvalidation> keys, String operation) {
            return transport
                    .send("invalidate", () -> server.log(keys, operation))
                    .thenCompose(position -> transport.send(
                            "invalidate",
                            () -> new Appended(
                                    position,
                                    keys.stream()
                                            .map(key -> server.laneOf(key.key()).remove(key, server.millis()))
                                            .toList())));
        }
    }

    private static final class OneStepPut extends MistakenTier {

        private final SimulatedServer server;
        private final Transport transport;
        private final Map<String, Runnable> begun = new HashMap<>();

        OneStepPut(SimulatedTier tier, SimulatedServer server, Transport transport) {
            super(tier);
            this.server = server;
            this.transport = transport;
        }

        @Override
        public CompletionStage<Appended> invalidate(List<KeyInvalidation> keys, String operation) {
            if (keys.get(0).next() == null) {
                return super.invalidate(keys, operation);
            }
            keys.forEach(key -> begun.put(key.next().token(), () -> server.invalidate(List.of(key), operation)));
            return CompletableFuture.completedFuture(
                    new Appended(0, keys.stream().map(key -> false).toList()));
        }

        @Override
        public CompletionStage<List<Boolean>> fill(List<Fill> fills) {
            Runnable invalidation = begun.remove(fills.get(0).token());
            if (invalidation == null) {
                return super.fill(fills);
            }
            return transport.send("fill", () -> {
                invalidation.run();
                return fills.stream().map(fill -> server.fill(fill, false)).toList();
            });
        }
    }

    private static final class Exclusive extends MistakenTier {

        private final Map<Lane, Map<Long, String>> seen = new HashMap<>();

        Exclusive(SimulatedTier tier) {
            super(tier);
        }

        private void see(Lane lane, LogEntry.Cursor cursor) {
            seen.computeIfAbsent(lane, l -> new HashMap<>()).put(cursor.position(), cursor.operation());
        }

        private LogSlice seenFrom(Lane lane, long from, LogSlice slice) {
            List<LogEntry> entries = new ArrayList<>(slice.entries());
            String there = seen.getOrDefault(lane, Map.of()).get(from);
            if (there != null) {
                entries.removeIf(entry -> entry.position() == from);
                entries.add(0, new LogEntry(from, there, new Invalidation.None().toBytes()));
            }
            entries.forEach(entry -> see(lane, entry.cursor()));
            return new LogSlice(entries, slice.complete(), slice.epoch(), slice.serverMillis());
        }

        @Override
        public CompletionStage<ControlSnapshot> join(String operation, int maximumTags) {
            return super.join(operation, maximumTags).whenComplete((snapshot, failure) -> {
                if (failure == null) {
                    see(Lane.CONTROL, snapshot.tail());
                }
            });
        }

        @Override
        public CompletionStage<LogEntry.Cursor> tail(Lane lane, String operation) {
            return super.tail(lane, operation).whenComplete((tail, failure) -> {
                if (failure == null) {
                    see(lane, tail);
                }
            });
        }

        @Override
        public CompletionStage<LogSlice> readLog(Lane lane, long from) {
            return super.readLog(lane, from).thenApply(slice -> seenFrom(lane, from, slice));
        }

        @Override
        public CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from) {
            return super.invalidate(invalidation, operation, from)
                    .thenApply(slice -> seenFrom(Lane.CONTROL, from, slice));
        }

        @Override
        public CompletionStage<Void> subscribe(BusListener listener) {
            return super.subscribe(new BusListener() {
                @Override
                public void onMessage(LogMessage message) {
                    see(message.lane(), message.entry().cursor());
                    listener.onMessage(message);
                }

                @Override
                public void onMalformed() {
                    listener.onMalformed();
                }

                @Override
                public void onSubscribed() {
                    listener.onSubscribed();
                }
            });
        }
    }
}

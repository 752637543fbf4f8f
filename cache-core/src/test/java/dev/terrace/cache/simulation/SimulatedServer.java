package dev.terrace.cache.simulation;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The remote tier as one server in memory: every method is one script. The clock is the test's and may go backwards. Beside
 * the scripts it has what goes wrong with servers. Not thread-safe: one step after the other is the point.
 */
final class SimulatedServer {

    private static final byte[] HELLO = new Invalidation.None().toBytes();
    private static final int DOORBELL = 1024;
    private static final int HEADER_LENGTH_AT = 4;

    private final Limits limits;
    private final LongSupplier clock;
    private final List<ServerLane> lanes = new ArrayList<>();
    private final List<Consumer<LogMessage>> subscribers = new ArrayList<>();
    ServerControl control = new ServerControl();
    ServerObserver observer = ServerObserver.NOBODY;

    /** How much the server gives and keeps. */
    record Limits(int log, int slice, int page) {
        static final Limits OF_REDIS = new Limits(10_000, 1_000, 250);
    }

    /**
     * @param clock milliseconds since the epoch
     */
    SimulatedServer(int lanes, Limits limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(new ServerLane());
        }
    }

    int lanes() {
        return lanes.size();
    }

    long millis() {
        return clock.getAsLong();
    }

    ServerLane lane(Lane lane) {
        return lanes.get(lane.index());
    }

    ServerLane laneOf(RemoteKey key) {
        return lane(Lane.of(key.hash(), lanes.size()));
    }

    ServerLog log(Lane lane) {
        return lane.isControl() ? control.log : lane(lane).log;
    }

    // ---- logs

    private LogEntry append(Lane lane, String operation, byte[] records, long behind) {
        ServerLog log = log(lane);
        LogEntry.Cursor previous = log.previous();
        LogEntry entry = log.append(millis(), operation, records, behind);
        log.trim(limits.log);
        byte[] body = records.length > DOORBELL ? new byte[0] : records;
        LogMessage message = new LogMessage(lane, previous, new LogEntry(entry.position(), operation, body));
        List.copyOf(subscribers).forEach(subscriber -> subscriber.accept(message));
        return entry;
    }

    private void greet(Lane lane, String operation) {
        if (log(lane).isEmpty()) {
            append(lane, operation, HELLO, Position.START);
        }
    }

    LogEntry.Cursor tail(Lane lane, String operation) {
        greet(lane, operation);
        return log(lane).tail().cursor();
    }

    LogSlice readLog(Lane lane, long from) {
        if (lane.isControl()) {
            return control.slice(from, limits.slice, millis());
        }
        List<LogEntry> entries = log(lane).from(from, limits.slice);
        return new LogSlice(entries, entries.size() < limits.slice, null, millis());
    }

    // ---- membership

    ControlSnapshot join(String operation, int maximumTags) {
        int made = control.lanes(lanes.size());
        if (made != lanes.size()) {
            throw new CacheConfigurationException(
                    "The namespace was made with %d lanes, and this instance has %d".formatted(made, lanes.size()),
                    "set 'terrace.cache.namespace' to a name that this server does not know yet");
        }
        if (!control.isWhole()) {
            long position =
                    append(Lane.CONTROL, operation, HELLO, Position.START).position();
            control.begin("epoch of " + operation, position);
        }
        greet(Lane.CONTROL, operation);
        return control.snapshot(maximumTags, millis());
    }

    // ---- invalidations

    Appended invalidate(List<RemoteTier.KeyInvalidation> keys, String operation) {
        ServerLane lane = laneOf(keys.get(0).key());
        List<Boolean> removed = new ArrayList<>();
        for (RemoteTier.KeyInvalidation key : keys) {
            removed.add(lane.remove(key, millis()));
        }
        return new Appended(log(keys, operation), removed);
    }

    /** The second half of an invalidation, which a mistaken server does first. */
    long log(List<RemoteTier.KeyInvalidation> keys, String operation) {
        Invalidation.OfKeys invalidation = new Invalidation.OfKeys(
                keys.stream().map(key -> key.key().hash()).toList());
        Lane lane = Lane.of(keys.get(0).key().hash(), lanes.size());
        long position =
                append(lane, operation, invalidation.toBytes(), Position.START).position();
        observer.invalidated(lane, invalidation, operation, position);
        return position;
    }

    RemoteRead read(RemoteTier.Read read) {
        return laneOf(read.key()).read(read, millis());
    }

    boolean fill(RemoteTier.Fill fill, boolean guarded) {
        boolean filled = laneOf(fill.key()).fill(fill, guarded, millis());
        if (filled) {
            observer.stored(fill.key(), fill.stored());
        }
        return filled;
    }

    boolean renew(RemoteKey key, Lease lease) {
        boolean renewed = laneOf(key).renew(key, lease, millis());
        if (renewed) {
            observer.renewed(key, lease.token());
        }
        return renewed;
    }

    boolean freshen(RemoteTier.Freshening freshening, boolean guarded) {
        byte[] fresh = laneOf(freshening.key()).freshen(freshening, guarded, millis());
        if (fresh != null) {
            observer.stored(freshening.key(), fresh);
        }
        return fresh != null;
    }

    boolean touch(RemoteTier.Touch touch) {
        return laneOf(touch.key()).touch(touch, millis());
    }

    RemoteRead putIfAbsent(RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life) {
        RemoteRead read = laneOf(key).putIfAbsent(key, known, stored, life, millis());
        if (read instanceof RemoteRead.Absent) {
            observer.stored(key, stored);
        }
        return read;
    }

    /** The header of a value as far as its own length says it goes. */
    byte[] header(RemoteKey key) {
        byte[] stored = stored(key);
        if (stored.length < HEADER_LENGTH_AT + 2) {
            return stored;
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(stored).getShort(HEADER_LENGTH_AT));
        return Arrays.copyOf(stored, Math.min(length, stored.length));
    }

    void endLease(RemoteKey key) {
        laneOf(key).endLease(key);
        observer.leaseEnded(key);
    }

    byte[] stored(RemoteKey key) {
        return laneOf(key).stored(key, millis());
    }

    /** How long a value is kept from now on; 0 if there is none. */
    long millisLeft(RemoteKey key) {
        return laneOf(key).millisLeft(key, millis());
    }

    LogSlice invalidate(Invalidation invalidation, String operation, long from, ServerControl.Limits limits) {
        control.requireRoom(invalidation, operation);
        appendControl(invalidation, operation, Position.START, limits);
        return readLog(Lane.CONTROL, from);
    }

    void fence(long from, long beyond, String operation, ServerControl.Limits limits) {
        if (!control.isFenced(from, beyond)) {
            appendControl(new Invalidation.Fenced(from), operation, beyond, limits);
        }
    }

    private void appendControl(Invalidation invalidation, String operation, long behind, ServerControl.Limits limits) {
        LogEntry entry = append(Lane.CONTROL, operation, invalidation.toBytes(), behind);
        control.record(invalidation, operation, entry.position(), millis(), limits);
        observer.invalidated(Lane.CONTROL, invalidation, operation, entry.position());
    }

    // ---- scans

    KeyPage scan(Lane lane, RemoteTier.Kind kind, @Nullable String cache, String from) {
        List<RemoteKey> rest = lane(lane).keys(kind == RemoteTier.Kind.LEASES, millis()).stream()
                .filter(key -> cache == null || key.cache().equals(cache))
                .filter(key -> from.equals(KeyPage.START) || mark(key).compareTo(from) > 0)
                .sorted(Comparator.comparing(SimulatedServer::mark))
                .limit(limits.page + 1L)
                .toList();
        return rest.size() <= limits.page
                ? new KeyPage(rest, KeyPage.END)
                : new KeyPage(rest.subList(0, limits.page), mark(rest.get(limits.page - 1)));
    }

    private static String mark(RemoteKey key) {
        return "after " + key.cache() + ' ' + key.text();
    }

    // ---- the bus

    void subscribe(Consumer<LogMessage> subscriber) {
        subscribers.add(subscriber);
    }

    void unsubscribe(Consumer<LogMessage> subscriber) {
        subscribers.remove(subscriber);
    }

    // ---- what goes wrong

    /** FLUSHALL. */
    void flush() {
        lanes.replaceAll(lane -> new ServerLane());
        control = new ServerControl();
    }

    void trim(Lane lane, int most) {
        log(lane).trim(most);
    }

    /** The log of a lane is evicted, as any key under allkeys-lru may be. */
    void evictLog(Lane lane) {
        if (lane.isControl()) {
            control.log = new ServerLog();
        } else {
            lane(lane).log = new ServerLog();
        }
    }

    /** All control keys are evicted. */
    void evictControlKeys() {
        control = new ServerControl();
    }

    /** A copy of everything, as a replica has it that lags from now on. */
    Replica replica() {
        return new Replica(control.copy(), lanes.stream().map(ServerLane::copy).toList());
    }

    /** What a replica knows. */
    record Replica(ServerControl control, List<ServerLane> lanes) {}

    /** The primary of these lanes is gone and its replica takes over; what was written since the copy is lost. */
    void failover(Replica replica, List<Lane> failed) {
        for (Lane lane : failed) {
            if (lane.isControl()) {
                control = replica.control.copy();
            } else {
                lanes.set(lane.index(), replica.lanes.get(lane.index()).copy());
            }
        }
    }

    /** All lanes. */
    List<Lane> allLanes() {
        return Stream.concat(
                        Stream.of(Lane.CONTROL),
                        Stream.iterate(0, i -> i + 1).limit(lanes.size()).map(Lane::new))
                .toList();
    }
}

package dev.terrace.cache.simulation;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTier.Freshening;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTier.Read;
import dev.terrace.cache.tier.RemoteTier.Touch;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one key lane holds: values and leases, each until a time of the server's clock, and the log. */
final class ServerLane {

    private static final byte[] NOTHING = {};

    /** What stands in place of a token while the key is throttled: half a character, and no token is that. */
    private static final String THROTTLED = "\uD800";

    /** Something with an end. */
    private record Kept<T>(T what, long until) {
        boolean isOver(long now) {
            return until <= now;
        }
    }

    private final Map<RemoteKey, Kept<byte[]>> values;
    private final Map<RemoteKey, Kept<String>> leases;
    ServerLog log;

    ServerLane() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>(), new ServerLog());
    }

    private ServerLane(Map<RemoteKey, Kept<byte[]>> values, Map<RemoteKey, Kept<String>> leases, ServerLog log) {
        this.values = values;
        this.leases = leases;
        this.log = log;
    }

    ServerLane copy() {
        return new ServerLane(new LinkedHashMap<>(values), new LinkedHashMap<>(leases), log.copy());
    }

    // ---- values

    private @Nullable byte[] value(RemoteKey key, long now) {
        Kept<byte[]> kept = values.get(key);
        return kept == null || kept.isOver(now) ? null : kept.what;
    }

    /** The bytes of a value; none if there is none. */
    byte[] stored(RemoteKey key, long now) {
        byte[] value = value(key, now);
        return value != null ? value : NOTHING;
    }

    long millisLeft(RemoteKey key, long now) {
        return value(key, now) == null ? 0 : values.get(key).until - now;
    }

    /** The value unless it is the one that the reader knows. */
    private @Nullable byte[] present(RemoteKey key, byte @Nullable [] known, long now) {
        byte[] value = value(key, now);
        return value != null && known != null && Arrays.equals(Envelope.stampOf(value), known) ? null : value;
    }

    private void store(RemoteKey key, byte[] value, @Nullable Duration life, long now) {
        values.put(key, new Kept<>(value, life != null ? now + life.toMillis() : Long.MAX_VALUE));
    }

    /** READ. */
    RemoteRead read(Read read, long now) {
        RemoteKey key = read.key();
        byte[] value = present(key, read.known(), now);
        if (value != null) {
            return new RemoteRead.Hit(value);
        }
        Lease lease = read.lease();
        if (lease == null) {
            return new RemoteRead.Absent();
        }
        String holder = holder(key, now);
        if (THROTTLED.equals(holder) && read.known() != null) {
            return new RemoteRead.Throttled();
        }
        if (holder != null && !holder.equals(lease.token()) && !holder.equals(THROTTLED)) {
            return new RemoteRead.Held();
        }
        lease(key, lease, now);
        return new RemoteRead.Leased();
    }

    /** FILL. */
    boolean fill(Fill fill, boolean guarded, long now) {
        RemoteKey key = fill.key();
        if (guarded && !fill.token().equals(holder(key, now))) {
            byte[] value = value(key, now);
            return value != null && Arrays.equals(Envelope.stampOf(value), Envelope.stampOf(fill.stored()));
        }
        store(key, fill.stored(), fill.life(), now);
        leases.remove(key);
        return true;
    }

    /** FRESHEN. Null if it is refused, else what is stored now. */
    byte @Nullable [] freshen(Freshening freshening, boolean guarded, long now) {
        RemoteKey key = freshening.key();
        byte[] dates = freshening.dates();
        byte[] value = stored(key, now);
        byte[] stamp = Envelope.stampOf(value);
        if (Arrays.equals(stamp, Arrays.copyOf(dates, Long.BYTES))) {
            return value;
        }
        boolean held = !guarded || freshening.token().equals(holder(key, now));
        int end = Envelope.STAMP_OFFSET + dates.length;
        if (!held || !Arrays.equals(stamp, freshening.known()) || value.length < end || isEncrypted(value)) {
            return null;
        }
        byte[] fresh = value.clone();
        System.arraycopy(dates, 0, fresh, Envelope.STAMP_OFFSET, dates.length);
        store(key, fresh, freshening.life(), now);
        leases.remove(key);
        return fresh;
    }

    private static boolean isEncrypted(byte[] value) {
        return (value[3] & 4) != 0;
    }

    /** TOUCH. */
    boolean touch(Touch touch, long now) {
        byte[] value = value(touch.key(), now);
        if (value == null || !Arrays.equals(Envelope.stampOf(value), touch.stamp())) {
            return false;
        }
        store(touch.key(), value, touch.life(), now);
        return true;
    }

    /** PUT_IF_ABSENT. */
    RemoteRead putIfAbsent(RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life, long now) {
        byte[] value = present(key, known, now);
        if (value != null) {
            return new RemoteRead.Hit(value);
        }
        store(key, stored, life, now);
        leases.remove(key);
        return new RemoteRead.Absent();
    }

    /** The part of INVALIDATE that concerns one key. */
    boolean remove(KeyInvalidation invalidation, long now) {
        RemoteKey key = invalidation.key();
        boolean was = value(key, now) != null;
        values.remove(key);
        leases.remove(key);
        Lease next = invalidation.next();
        if (next != null) {
            lease(key, next, now);
        }
        return was;
    }

    /** Removes a value, but only one of this stamp. */
    boolean discard(RemoteKey key, byte[] stamp, long now) {
        byte[] value = value(key, now);
        if (value == null || !Arrays.equals(Envelope.stampOf(value), stamp)) {
            return false;
        }
        values.remove(key);
        return true;
    }

    /** The value goes before its time, as eviction by memory has it. */
    boolean evict(RemoteKey key) {
        return values.remove(key) != null;
    }

    // ---- leases

    private @Nullable String holder(RemoteKey key, long now) {
        Kept<String> kept = leases.get(key);
        return kept == null || kept.isOver(now) ? null : kept.what;
    }

    private void lease(RemoteKey key, Lease lease, long now) {
        leases.put(key, new Kept<>(lease.token(), now + lease.duration().toMillis()));
    }

    void release(RemoteKey key, String token, long now) {
        if (token.equals(holder(key, now))) {
            leases.remove(key);
        }
    }

    boolean renew(RemoteKey key, Lease lease, long now) {
        boolean held = lease.token().equals(holder(key, now));
        if (held) {
            lease(key, lease, now);
        }
        return held;
    }

    void throttle(RemoteKey key, Lease lease, long now) {
        if (lease.token().equals(holder(key, now))) {
            lease(key, new Lease(THROTTLED, lease.duration()), now);
        }
    }

    boolean endLease(RemoteKey key) {
        return leases.remove(key) != null;
    }

    /** The keys of all values, or of all leases. */
    List<RemoteKey> keys(boolean ofLeases, long now) {
        return (ofLeases ? leases : values)
                .entrySet().stream()
                        .filter(entry -> !entry.getValue().isOver(now))
                        .map(Map.Entry::getKey)
                        .toList();
    }
}

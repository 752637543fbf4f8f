package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Codec;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.UnreadablePayloadException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns values of one cache into what the tiers hold, by its policy, and back. Thread-safe. */
final class EntryWriter {

    private static final byte[] NOTHING = {};

    private final CachePolicy policy;
    private final @Nullable Codec codec;
    private final RandomGenerator random;

    EntryWriter(CachePolicy policy, @Nullable Codec codec, RandomGenerator random) {
        this.policy = policy;
        this.codec = codec;
        this.random = random;
    }

    /**
     * How a value came about.
     *
     * @param ctl the control position that was applied before it was loaded
     * @param serverMillis now, by the server's clock
     * @param loadMillis how long the load took
     * @param validators what its source is asked with
     */
    record Source(long ctl, long serverMillis, long loadMillis, Validators validators) {
        int cappedLoadMillis() {
            return (int) Math.min(loadMillis, Integer.MAX_VALUE);
        }
    }

    /**
     * Describes a value that is about to be written to the remote tier.
     *
     * @throws dev.terrace.cache.codec.UnencodableValueException if it cannot be encoded
     */
    StoredValue describe(@Nullable Object value, EntryDescription entry, Source source) {
        EntryOptions options = entry.options().apply(value);
        Codec writing = Objects.requireNonNull(codec, "A cache without a remote tier has nothing to encode");
        Codec.Encoded encoded = value == null ? new Codec.Encoded(NOTHING, "") : writing.encode(value, entry.type());
        Envelope.Header header = header(value, options, source, newStamp(), encoded.type());
        byte[] bytes = new Envelope(header, encoded.payload()).toBytes();
        return new StoredValue(value, header, bytes);
    }

    /**
     * The same value for the near tier alone, for lack of a remote one. It is encoded only if that is how it is weighed.
     *
     * @param stamp {@link StoredValue#LOCAL} or {@link StoredValue#SHARED}
     */
    StoredValue describeNear(@Nullable Object value, EntryDescription entry, Source source, long stamp) {
        EntryOptions options = entry.options().apply(value);
        byte[] bytes = null;
        if (value != null && codec != null && policy.near().maximumWeight() != null) {
            bytes = codec.encode(value, entry.type()).payload();
        }
        return new StoredValue(value, header(value, options, source, stamp, ""), bytes);
    }

    /**
     * A value that was found unchanged, as it begins a new life: with the tags that it had.
     *
     * @param timeToLive its life; null for that of the policy
     * @param stamp its stamp from now on
     */
    StoredValue freshen(StoredValue unchanged, @Nullable Duration timeToLive, Source source, long stamp) {
        EntryOptions options = new EntryOptions(unchanged.tags(), timeToLive);
        Envelope.Header old = unchanged.header();
        Envelope.Header dates = header(unchanged.value(), options, source, stamp, old.type());
        return new StoredValue(unchanged.value(), dates, null, unchanged.weight());
    }

    /** A stamp that no other write has. */
    long newStamp() {
        return random.nextLong(StoredValue.FIRST_STAMP, Long.MAX_VALUE);
    }

    private Envelope.Header header(
            @Nullable Object value, EntryOptions options, Source source, long stamp, String type) {
        long fresh = freshMillis(value, options);
        return new Envelope.Header(
                codec != null ? codec.id() : 0,
                value == null,
                stamp,
                source.ctl(),
                source.serverMillis(),
                fresh,
                fresh == Long.MAX_VALUE ? 0 : policy.stale().longest().toMillis(),
                source.cappedLoadMillis(),
                options.tags(),
                type,
                source.validators());
    }

    /**
     * The value in these bytes.
     *
     * @throws UnreadablePayloadException if there is none that this instance can read
     */
    StoredValue parse(byte[] stored, EntryDescription entry) {
        Envelope envelope = Envelope.parse(stored);
        Envelope.Header header = envelope.header();
        Object value = null;
        if (!header.nullValue()) {
            if (codec == null || header.codec() != codec.id()) {
                throw new UnreadablePayloadException(
                        "Its codec is number %d; this cache has another".formatted(header.codec()));
            }
            value = decoded(envelope, entry);
        }
        return new StoredValue(value, header, stored);
    }

    /** Whether the value in these bytes, of another writer, is another one than this. False if that cannot be told. */
    boolean isOther(@Nullable Object value, byte[] stored) {
        try {
            Envelope envelope = Envelope.parse(stored);
            Codec same = Objects.requireNonNull(codec);
            if (value == null || envelope.header().nullValue()) {
                return (value == null) != envelope.header().nullValue();
            }
            if (envelope.header().codec() != same.id()) {
                return false;
            }
            Object other = same.decode(envelope.payload(), envelope.header().type(), Object.class);
            // Encoded by the same codec in the same way: not every class has an equals that means its value.
            return !Arrays.equals(
                    same.encode(value, Object.class).payload(),
                    same.encode(other, Object.class).payload());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return false;
        }
    }

    private Object decoded(Envelope envelope, EntryDescription entry) {
        try {
            return Objects.requireNonNull(codec)
                    .decode(envelope.payload(), envelope.header().type(), entry.type());
        } catch (UnreadablePayloadException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new UnreadablePayloadException(
                    "The codec failed on it: " + e.getClass().getSimpleName(), e);
        }
    }

    private long freshMillis(@Nullable Object value, EntryOptions options) {
        Duration life = options.timeToLive();
        if (life == null) {
            Duration ofNull = policy.nullValues().timeToLive();
            life = value == null && ofNull != null ? ofNull : policy.timeToLive();
        }
        if (life == null) {
            return Long.MAX_VALUE;
        }
        double share = 1 - policy.jitter() * random.nextDouble();
        return Math.max(1, (long) (life.toMillis() * share));
    }

    /** Whether this value may be kept at all. */
    boolean mayKeep(@Nullable Object value) {
        return value != null || policy.nullValues().enabled();
    }
}

package dev.terrace.cache.codec;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one cache become bytes: encoded, compressed if that pays, encrypted if that is asked for, behind a header; and back.
 * Thread-safe.
 */
public final class ValueFormat {

    private final Codec codec;
    private final @Nullable Codec raw;
    private final Map<Short, Codec> readable;
    private final PayloadCompression compression;
    private final PayloadSeal seal;

    /**
     * @param codec writes the values, but for raw ones
     * @param raw writes arrays of bytes and primitives; null if the codec does
     * @param readable all codecs whose values are read, by their ids
     */
    ValueFormat(
            Codec codec,
            @Nullable Codec raw,
            Map<Short, Codec> readable,
            PayloadCompression compression,
            PayloadSeal seal) {
        this.codec = codec;
        this.raw = raw;
        this.readable = Map.copyOf(readable);
        this.compression = compression;
        this.seal = seal;
    }

    /**
     * A value as bytes.
     *
     * @param declared the type that the caller will read it as, or {@code Object.class}
     * @throws UnencodableValueException if it cannot be written, or could not be read back as it was
     * @throws TooLargeException if it has more bytes than the cache takes
     */
    public Content encode(@Nullable Object value, Type declared) {
        if (value == null) {
            return new Content(Payload.EMPTY, "", Coding.plain(codec.id()));
        }
        Codec writing = codecFor(value);
        Codec.Encoded encoded = writing.encode(value, declared);
        int length = encoded.payload().length();
        if (length > maximumPayload()) {
            throw new TooLargeException(length, maximumPayload());
        }
        PayloadCompression.Packed packed = compression.pack(encoded.payload());
        return new Content(packed.payload(), encoded.type(), new Coding(writing.id(), packed.algorithm(), false));
    }

    private int maximumPayload() {
        return compression.maximumPayload();
    }

    private Codec codecFor(Object value) {
        return raw != null && RawCodec.takes(value) ? raw : codec;
    }

    /** Whether a stored value can begin a new life without being sent again: an encrypted one is bound to its dates. */
    public boolean canFreshen() {
        return !seal.encrypted();
    }

    /** Whether what is stored may be bound to its place; if not, any place will do. */
    public boolean isBound() {
        return seal.encryption() != null;
    }

    /** What is written, for people: the name of an algorithm, and why, if that was measured. */
    public String compression() {
        return compression.choice().toString();
    }

    /**
     * The bytes that are stored.
     *
     * @param header with the type and coding of the content; its coding may become encrypted
     * @param place the cache and key that they are stored under
     */
    public byte[] seal(Envelope.Header header, Content content, String place) {
        return seal.seal(header, content.payload(), place);
    }

    /**
     * A value and its header.
     *
     * @param value null if null is cached
     */
    public record Opened(Envelope.Header header, @Nullable Object value) {}

    /**
     * What was stored.
     *
     * @param place the cache and key that it was found under
     * @throws UnreadablePayloadException if it is nothing that this instance can read
     */
    public Opened open(byte[] stored, Type declared, String place) {
        Envelope envelope = Envelope.parse(stored);
        requireLength(envelope.payload().length(), maximumPayload() + (long) PayloadSeal.OVERHEAD);
        ByteBuffer payload = seal.open(stored, envelope, place);
        requireLength(payload.remaining(), maximumPayload());
        Envelope.Header header = envelope.header();
        if (!header.nullValue()) {
            return new Opened(header, decoded(header, payload, declared));
        }
        if (payload.hasRemaining()) {
            throw new UnreadablePayloadException("It is marked as null and has a value");
        }
        return new Opened(header, null);
    }

    private static void requireLength(int length, long maximum) {
        if (length > maximum) {
            throw new UnreadablePayloadException(
                    "Its payload has %d bytes; with 'maximum-payload' it has at most %d".formatted(length, maximum));
        }
    }

    private Object decoded(Envelope.Header header, ByteBuffer payload, Type declared) {
        Coding coding = header.coding();
        Codec reading = readable.get(coding.codec());
        if (reading == null) {
            throw new UnreadablePayloadException(
                    "Its codec is number %d; this cache has another".formatted(coding.codec()));
        }
        return decoded(reading, compression.unpack(payload, coding.compression()), header.type(), declared);
    }

    /** Whether two values are written alike, by their codec: not every class has an equals that means its value. */
    public boolean isSame(Object value, Object other) {
        return Arrays.equals(plain(value), plain(other));
    }

    private byte[] plain(Object value) {
        return codecFor(value).encode(value, Object.class).payload().toBytes();
    }

    /**
     * Makes copies of a value as it is now, each of which shares nothing with another one that can be changed.
     *
     * @throws UnencodableValueException if it cannot be copied
     */
    public Supplier<Object> copies(Object value, Type declared) {
        Codec by = codecFor(value);
        Codec.Encoded encoded = by.encode(value, declared);
        Payload payload = Payload.of(encoded.payload().toBytes());
        Supplier<Object> copies = () -> decoded(by, payload.toBuffer(), encoded.type(), declared);
        try {
            var unused = copies.get();
        } catch (UnreadablePayloadException e) {
            throw new UnencodableValueException(
                    "A %s cannot be copied: %s".formatted(value.getClass().getName(), e.getMessage()), e);
        }
        return copies;
    }

    private static Object decoded(Codec codec, ByteBuffer payload, String type, Type declared) {
        try {
            return codec.decode(payload, type, declared);
        } catch (UnreadablePayloadException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new UnreadablePayloadException(
                    "The codec failed on it: " + e.getClass().getSimpleName(), e);
        }
    }
}

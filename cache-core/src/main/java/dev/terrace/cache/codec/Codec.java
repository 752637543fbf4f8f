package dev.terrace.cache.codec;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;

/** Turns values into bytes and back. Thread-safe. */
public interface Codec {

    /** The name as written in properties. */
    String name();

    /** What the envelope of a value says of its codec; never given to another codec again. */
    short id();

    /**
     * The value and the type it must be read as, in bytes.
     *
     * @param declared the type that the caller will read it as, or {@code Object.class} if that is not known
     * @throws UnencodableValueException if it cannot be written, or could not be read back as it was
     */
    Encoded encode(Object value, Type declared);

    /**
     * The value in these bytes.
     *
     * @param payload from its position to its limit; big-endian, backed by an array, which must not be changed or kept
     * @param type the descriptor that {@link #encode} gave
     * @param declared the type that the caller expects, or {@code Object.class} if that is not known
     * @throws UnreadablePayloadException if the bytes are not a value of that type, or the type may not be created
     */
    Object decode(ByteBuffer payload, String type, Type declared);

    /**
     * A value in bytes.
     *
     * @param payload the bytes
     * @param type what {@link #decode} needs to know beyond them
     */
    record Encoded(Payload payload, String type) {
        public Encoded(byte[] payload, String type) {
            this(Payload.of(payload), type);
        }
    }
}

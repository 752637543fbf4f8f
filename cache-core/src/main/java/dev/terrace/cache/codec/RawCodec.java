package dev.terrace.cache.codec;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;

/**
 * The bytes of a value, and nothing else: {@code byte[]}, {@link String} (UTF-8), {@link ByteBuffer} and all arrays of primitives,
 * big-endian. The type descriptor tells which it was.
 *
 * <p>An array is neither boxed nor copied to bytes first: its payload writes it straight to where it is wanted. So the payload
 * sees what is done to the array until then; whoever encodes must write the payload before the caller has its value back, on the
 * same thread, as the engine does.
 *
 * <p>A {@code ByteBuffer} is written from its position to its limit, which stay where they are. It comes back as a read-only,
 * big-endian one of its own bytes, from position 0 to its capacity, whatever it was. A position is state: where several
 * callers may get the same object, from a near tier that does not copy, each reads through its own {@code duplicate()}.
 *
 * <p>Thread-safe.
 */
public final class RawCodec implements Codec {

    public RawCodec() {}

    /**
     * Whether a value is bytes by itself, so that no codec has anything to add: a {@code byte[]}, a {@link ByteBuffer}, an array of
     * primitives. Not a String, which people want to read as what their codec makes of it.
     */
    public static boolean takes(Object value) {
        return value instanceof ByteBuffer || RawType.of(value) != null;
    }

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public short id() {
        return 2;
    }

    @Override
    public Encoded encode(Object value, Type declared) {
        if (value instanceof String text) {
            return new Encoded(RawText.encode(text), RawText.TYPE);
        }
        if (value instanceof ByteBuffer buffer) {
            return new Encoded(new RawBuffer(buffer.asReadOnlyBuffer()), RawBuffer.TYPE);
        }
        RawType type = RawType.of(value);
        if (type == null) {
            OneShot.refuse(value);
            throw new UnencodableValueException(
                    ("A %s is not bytes, and 'raw' writes nothing else; set 'codec' to json for this cache, or cache a byte[], a"
                                    + " String, a ByteBuffer or an array of primitives")
                            .formatted(value.getClass().getName()));
        }
        return new Encoded(type.payload(value), type.descriptor());
    }

    @Override
    public Object decode(ByteBuffer payload, String type, Type declared) {
        Object value = decoded(payload, type);
        return Declared.checked(value, declared);
    }

    private static Object decoded(ByteBuffer payload, String type) {
        if (type.equals(RawText.TYPE)) {
            return RawText.decode(payload);
        }
        if (type.equals(RawBuffer.TYPE)) {
            return RawBuffer.decode(payload);
        }
        RawType array = RawType.of(type);
        if (array == null) {
            throw new UnreadablePayloadException("Its type is none that is kept as bytes");
        }
        return array.read(payload);
    }
}

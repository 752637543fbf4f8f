package dev.terrace.cache.codec;

import java.nio.ByteBuffer;

/**
 * The bytes of a value on their way out. They are written once, to where they are wanted, so that a large array is not copied
 * to bytes and those bytes once more.
 */
public interface Payload {

    /** No bytes. */
    Payload EMPTY = of(new byte[0]);

    /** How many bytes there are. */
    int length();

    /** Writes all of them; the target has room for them and is big-endian. Gives the same bytes each time. */
    void writeTo(ByteBuffer target);

    /** The bytes in an array, which must not be changed. */
    default byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(length());
        writeTo(bytes);
        return bytes.array();
    }

    /** The bytes to read from, which must not be changed. */
    default ByteBuffer toBuffer() {
        return ByteBuffer.wrap(toBytes());
    }

    /** These bytes, which must not be changed from now on. */
    static Payload of(byte[] bytes) {
        return new PayloadBytes(bytes, 0, bytes.length);
    }

    /** The bytes of this array from there on, which must not be changed from now on. */
    static Payload of(byte[] bytes, int from) {
        return new PayloadBytes(bytes, from, bytes.length - from);
    }
}

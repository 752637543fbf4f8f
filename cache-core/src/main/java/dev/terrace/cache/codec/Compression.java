package dev.terrace.cache.codec;

import java.nio.ByteBuffer;

/** Makes bytes fewer and brings them back. Thread-safe. */
public interface Compression {

    /** The name as written in properties. */
    String name();

    /** What the envelope of a value says of it, at least 1; never given to another algorithm again. */
    byte id();

    /** These bytes, made fewer or, if they do not allow it, more: from the position to the limit of what is returned. */
    ByteBuffer compress(byte[] plain);

    /**
     * The bytes that these were made from.
     *
     * @param compressed from its position to its limit, backed by an array
     * @param length how many bytes they were; the caller has made sure that so many are acceptable
     * @throws UnreadablePayloadException if these are not so many bytes compressed
     */
    byte[] decompress(ByteBuffer compressed, int length);
}

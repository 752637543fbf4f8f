package dev.terrace.cache.codec;

import java.nio.ByteBuffer;

/**
 * The bytes of a buffer, from its position to its limit.
 *
 * @param bytes a view with a position of its own
 */
record RawBuffer(ByteBuffer bytes) implements Payload {

    static final String TYPE = ByteBuffer.class.getName();

    @Override
    public int length() {
        return bytes.remaining();
    }

    @Override
    public void writeTo(ByteBuffer target) {
        target.put(bytes.duplicate());
    }

    static ByteBuffer decode(ByteBuffer payload) {
        byte[] copy = new byte[payload.remaining()];
        payload.duplicate().get(copy);
        return ByteBuffer.wrap(copy).asReadOnlyBuffer();
    }
}

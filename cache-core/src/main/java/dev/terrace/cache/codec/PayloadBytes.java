package dev.terrace.cache.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that are there already. */
final class PayloadBytes implements Payload {

    private final byte[] bytes;
    private final int from;
    private final int length;

    PayloadBytes(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.length = length;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void writeTo(ByteBuffer target) {
        target.put(bytes, from, length);
    }

    @Override
    public byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, from + length);
    }

    @Override
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, from, length).slice();
    }
}

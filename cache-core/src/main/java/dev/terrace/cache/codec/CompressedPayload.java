package dev.terrace.cache.codec;

import java.nio.ByteBuffer;

/** How many bytes there were, in four bytes, and what became of them. */
final class CompressedPayload implements Payload {

    /** Of ten bytes at least one must be saved. */
    private static final int OF_TEN = 9;

    private final int plainLength;
    private final ByteBuffer compressed;

    CompressedPayload(int plainLength, ByteBuffer compressed) {
        this.plainLength = plainLength;
        this.compressed = compressed;
    }

    static int lengthOf(ByteBuffer compressed) {
        return Integer.BYTES + compressed.remaining();
    }

    /** Whether it was worth it. */
    static boolean pays(int length, int plainLength) {
        return 10L * length <= (long) OF_TEN * plainLength;
    }

    @Override
    public int length() {
        return lengthOf(compressed);
    }

    @Override
    public void writeTo(ByteBuffer target) {
        target.putInt(plainLength).put(compressed.duplicate());
    }
}

package dev.terrace.cache.codec;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the payloads of one cache smaller, if that pays, and brings them back, whichever algorithm did it. Thread-safe.
 *
 * @param choice what is written
 * @param threshold fewer bytes than this are left as they are
 * @param readable all algorithms that are there, by their ids
 * @param maximumPayload a payload that says it is larger is not looked at
 */
record PayloadCompression(
        CompressionChoice choice, int threshold, Map<Byte, Compression> readable, int maximumPayload) {

    private static final byte NONE = 0;

    /** @param algorithm the id of the algorithm, 0 for none */
    record Packed(Payload payload, byte algorithm) {}

    Packed pack(Payload plain) {
        boolean tooSmall = plain.length() < Math.max(1, threshold);
        Compression algorithm = tooSmall ? null : choice.choose(plain);
        return algorithm == null ? new Packed(plain, NONE) : packed(plain.toBytes(), algorithm);
    }

    private static Packed packed(byte[] plain, Compression algorithm) {
        CompressedPayload compressed = new CompressedPayload(plain.length, algorithm.compress(plain));
        return CompressedPayload.pays(compressed.length(), plain.length)
                ? new Packed(compressed, algorithm.id())
                : new Packed(Payload.of(plain), NONE);
    }

    /** @throws UnreadablePayloadException if there is no such algorithm, or the bytes are not of it */
    ByteBuffer unpack(ByteBuffer payload, byte algorithm) {
        if (algorithm == NONE) {
            return payload;
        }
        Compression by = algorithmOf(algorithm);
        int length = payload.remaining() < Integer.BYTES ? -1 : payload.getInt();
        if (length < 0 || length > maximumPayload) {
            throw new UnreadablePayloadException("It was %d bytes before it was compressed; 'maximum-payload' is %d"
                    .formatted(length, maximumPayload));
        }
        byte[] plain = decompressed(by, payload.slice(), length);
        if (plain.length != length) {
            throw new UnreadablePayloadException("It is %d bytes; it says %d".formatted(plain.length, length));
        }
        return ByteBuffer.wrap(plain);
    }

    private Compression algorithmOf(byte id) {
        @Nullable Compression algorithm = readable.get(id);
        if (algorithm == null) {
            throw new UnreadablePayloadException(
                    "It is compressed by algorithm number %d, which is not there".formatted(id));
        }
        return algorithm;
    }

    private static byte[] decompressed(Compression by, ByteBuffer compressed, int length) {
        try {
            return by.decompress(compressed, length);
        } catch (UnreadablePayloadException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnreadablePayloadException(
                    "%s failed on it: %s".formatted(by.name(), e.getClass().getSimpleName()), e);
        }
    }
}

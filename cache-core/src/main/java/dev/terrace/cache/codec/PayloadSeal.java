package dev.terrace.cache.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Binds the payloads of one cache to where they are stored, if it is to be encrypted, and opens those that are. Thread-safe.
 *
 * <p>What is bound is the place and the header as it is stored, but for the payload length at its end: a payload opens under no other
 * key, beside no other dates, tags, type or coding. A null is sealed, too: nobody without a key can make one.
 *
 * @param encryption null if there is no key: nothing encrypted can be read
 * @param encrypted whether values are written encrypted; then those that are not are refused, since anybody may have
 *     written them
 */
record PayloadSeal(@Nullable Encryption encryption, boolean encrypted) {

    /** More than any algorithm adds to what it encrypts. */
    static final int OVERHEAD = 256;

    /** The bytes to store. */
    byte[] seal(Envelope.Header header, Payload payload, String place) {
        if (!encrypted) {
            return new Envelope(header, payload).toBytes();
        }
        byte[] head = Envelope.headOf(sealed(header));
        byte[] bytes = Objects.requireNonNull(encryption).encrypt(payload.toBytes(), bound(place, head));
        return Envelope.bytesOf(head, Payload.of(bytes));
    }

    private static Envelope.Header sealed(Envelope.Header header) {
        return new Envelope.Header(
                header.coding().sealed(),
                header.nullValue(),
                header.stamp(),
                header.ctl(),
                header.writtenAt(),
                header.freshMillis(),
                header.staleMillis(),
                header.loadMillis(),
                header.priority(),
                header.tags(),
                header.type(),
                header.validators());
    }

    /**
     * The payload as it was before it was sealed.
     *
     * @param stored the bytes of the envelope
     * @throws UnreadablePayloadException if it cannot be opened, or should have been sealed and is not
     */
    ByteBuffer open(byte[] stored, Envelope envelope, String place) {
        if (!envelope.header().coding().encrypted()) {
            if (encrypted) {
                throw new UnreadablePayloadException("It is not encrypted; this cache reads what is");
            }
            return envelope.payload().toBuffer();
        }
        if (encryption == null) {
            throw new UnreadablePayloadException("It is encrypted; this instance has no key");
        }
        byte[] bound = bound(place, Envelope.headOf(stored));
        return ByteBuffer.wrap(encryption.decrypt(envelope.payload().toBytes(), bound));
    }

    /** Place and header, so that no two pairs give the same bytes. */
    private static byte[] bound(String place, byte[] head) {
        byte[] where = place.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + where.length + head.length)
                .putInt(where.length)
                .put(where)
                .put(head)
                .array();
    }
}

package dev.terrace.cache.disk;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.InvalidationJournal.Waiting;
import dev.terrace.cache.tier.MalformedLogException;
import dev.terrace.cache.tier.RemoteKey;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record of the journal: the length of its body in four bytes, the body's CRC-32C in four, the body. All numbers are
 * big-endian.
 *
 * <pre>
 * K  id(8)  hash(8)  length of the cache name(4)  cache name  key text
 * I  id(8)  an invalidation as in the log of the control lane
 * F  id(8) …                                                          what is forgotten
 * </pre>
 */
sealed interface JournalRecord {

    /** Length and checksum. */
    int FRAME = 8;

    /** Longer ones are not written, and what claims to be longer is none. */
    int MAXIMUM_BODY = 16 << 20;

    /** This begins to wait. */
    record Begun(long id, Waiting waiting) implements JournalRecord {}

    /** These do not wait any more. */
    record Forgotten(List<Long> ids) implements JournalRecord {}

    /** Its body is whole, but of a kind, or an invalidation, that this version does not know. */
    record Unknown() implements JournalRecord {}

    static byte[] begun(long id, Waiting waiting) {
        if (waiting instanceof Waiting.OfKey ofKey) {
            RemoteKey key = ofKey.key();
            byte[] cache = key.cache().getBytes(StandardCharsets.UTF_8);
            byte[] text = key.text().getBytes(StandardCharsets.UTF_8);
            byte[] body = new byte[21 + cache.length + text.length];
            ByteBuffer.wrap(body)
                    .put((byte) 'K')
                    .putLong(id)
                    .putLong(key.hash())
                    .putInt(cache.length)
                    .put(cache)
                    .put(text);
            return framed(body);
        }
        byte[] invalidation = ((Waiting.OfMany) waiting).invalidation().toBytes();
        byte[] body = new byte[9 + invalidation.length];
        ByteBuffer.wrap(body).put((byte) 'I').putLong(id).put(invalidation);
        return framed(body);
    }

    static byte[] begun(Map<Waiting, Long> all) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        all.forEach((waiting, id) -> records.writeBytes(begun(id, waiting)));
        return records.toByteArray();
    }

    static byte[] forgotten(Collection<Long> ids) {
        byte[] body = new byte[1 + Long.BYTES * ids.size()];
        ByteBuffer bytes = ByteBuffer.wrap(body).put((byte) 'F');
        ids.forEach(bytes::putLong);
        return framed(body);
    }

    private static byte[] framed(byte[] body) {
        if (body.length > MAXIMUM_BODY) {
            throw new IllegalArgumentException(
                    "An invalidation of %d bytes; %d may be".formatted(body.length, MAXIMUM_BODY));
        }
        byte[] record = new byte[FRAME + body.length];
        ByteBuffer.wrap(record).putInt(body.length).putInt(checksum(body)).put(body);
        return record;
    }

    static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    /** The body of the next record, taken from the bytes; null if there is none that is whole. */
    static byte @Nullable [] next(ByteBuffer bytes) {
        if (bytes.remaining() <= FRAME) {
            return null;
        }
        int length = bytes.getInt();
        int checksum = bytes.getInt();
        // No record is empty: of a file that a crash has left longer than its content the rest is zeros.
        if (length < 1 || length > MAXIMUM_BODY || length > bytes.remaining()) {
            return null;
        }
        byte[] body = new byte[length];
        bytes.get(body);
        return checksum(body) == checksum ? body : null;
    }

    static JournalRecord parse(byte[] body) {
        ByteBuffer rest = ByteBuffer.wrap(body, 1, body.length - 1);
        try {
            return switch (body[0]) {
                case 'K' -> new Begun(rest.getLong(), key(rest));
                case 'I' -> new Begun(rest.getLong(), new Waiting.OfMany(Invalidation.parse(remainder(rest))));
                case 'F' ->
                    new Forgotten(LongStream.generate(rest::getLong)
                            .limit(rest.remaining() / Long.BYTES)
                            .boxed()
                            .toList());
                default -> new Unknown();
            };
        } catch (MalformedLogException | BufferUnderflowException | NegativeArraySizeException e) {
            return new Unknown();
        }
    }

    private static Waiting key(ByteBuffer rest) {
        long hash = rest.getLong();
        int length = rest.getInt();
        if (length > rest.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] cache = new byte[length];
        rest.get(cache);
        return new Waiting.OfKey(new RemoteKey(
                new String(cache, StandardCharsets.UTF_8), new String(remainder(rest), StandardCharsets.UTF_8), hash));
    }

    private static byte[] remainder(ByteBuffer rest) {
        byte[] bytes = new byte[rest.remaining()];
        rest.get(bytes);
        return bytes;
    }
}

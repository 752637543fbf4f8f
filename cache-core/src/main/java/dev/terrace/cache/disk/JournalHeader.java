package dev.terrace.cache.disk;

import dev.terrace.cache.CacheConfigurationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a journal begins with: {@code TRCJ}, the version of the format(1), the length of the namespace(2), the namespace, and the
 * CRC-32C of all that(4).
 */
final class JournalHeader {

    private static final byte[] MAGIC = "TRCJ".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int FIXED = MAGIC.length + 1 + 2;

    private final String namespace;
    private final byte[] bytes;

    JournalHeader(String namespace) {
        this.namespace = namespace;
        byte[] name = namespace.getBytes(StandardCharsets.UTF_8);
        byte[] signed = ByteBuffer.allocate(FIXED + name.length)
                .put(MAGIC)
                .put(VERSION)
                .putShort((short) name.length)
                .put(name)
                .array();
        this.bytes = ByteBuffer.allocate(signed.length + Integer.BYTES)
                .put(signed)
                .putInt(JournalRecord.checksum(signed))
                .array();
    }

    byte[] toBytes() {
        return bytes.clone();
    }

    int length() {
        return bytes.length;
    }

    /** Whether a file has no record yet: it is empty, or the machine stopped when it was made. */
    boolean isUnfinished(byte[] content) {
        return content.length < bytes.length && Arrays.equals(content, Arrays.copyOf(bytes, content.length));
    }

    /** @throws CacheConfigurationException if the file begins with anything else: it may be something that somebody needs */
    void require(Path path, byte[] content) {
        if (content.length >= bytes.length && Arrays.equals(Arrays.copyOf(content, bytes.length), bytes)) {
            return;
        }
        if (content.length < FIXED || !Arrays.equals(Arrays.copyOf(content, MAGIC.length), MAGIC)) {
            throw unusable(path, "is a file that is no journal", "name another one; this one was left as it is");
        }
        if (content[MAGIC.length] != VERSION) {
            throw unusable(
                    path,
                    "is a journal of version %d, and this is version %d".formatted(content[MAGIC.length], VERSION),
                    "start the version that wrote it once with Redis there, which empties it, or name another file");
        }
        String other = namespaceOf(content);
        if (other.equals(namespace)) {
            throw unusable(
                    path, "is a journal whose header is damaged", "name another file; this one was left as it is");
        }
        throw unusable(
                path,
                "is not a journal of namespace '%s' but of '%s'".formatted(namespace, other),
                "name a file of its own for each namespace");
    }

    private static String namespaceOf(byte[] content) {
        int length = Short.toUnsignedInt(ByteBuffer.wrap(content).getShort(MAGIC.length + 1));
        int end = Math.min(content.length, FIXED + length);
        return new String(content, FIXED, end - FIXED, StandardCharsets.UTF_8);
    }

    private static CacheConfigurationException unusable(Path path, String reason, String remedy) {
        return new CacheConfigurationException("'recovery.journal' (%s) %s".formatted(path, reason), remedy);
    }
}

package dev.terrace.cache.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Gzip, which is in every JDK and read by every tool, and takes several times as long as the others. Thread-safe. */
final class GzipCompression implements Compression {

    private static final int BUFFER = 512;

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public byte id() {
        return 3;
    }

    @Override
    public ByteBuffer compress(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(Math.max(BUFFER, plain.length / 2));
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed, BUFFER)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory is always written to", e);
        }
        return ByteBuffer.wrap(compressed.toByteArray());
    }

    @Override
    public byte[] decompress(ByteBuffer compressed, int length) {
        int from = compressed.arrayOffset() + compressed.position();
        InputStream bytes = new ByteArrayInputStream(compressed.array(), from, compressed.remaining());
        try (GZIPInputStream gzip = new GZIPInputStream(bytes, BUFFER)) {
            byte[] plain = gzip.readNBytes(length);
            if (gzip.read() >= 0) {
                throw new UnreadablePayloadException("It has more bytes than its %d".formatted(length));
            }
            return plain;
        } catch (IOException e) {
            throw new UnreadablePayloadException("It is not compressed by gzip", e);
        }
    }
}

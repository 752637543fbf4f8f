package dev.terrace.cache.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Zstandard at level {@value #LEVEL}: the smallest values for the time. Its contexts, some hundred KB of native memory each, are
 * lent from a pool, so that a value neither waits for a new one nor leaves one behind. Thread-safe.
 */
final class ZstdCompression implements Compression {

    /** Of 1 KB of JSON it leaves 399 bytes, level 3, the usual one, 393: the least work will do. */
    private static final int LEVEL = 1;

    private final Pool<ZstdCompressCtx> compressing;
    private final Pool<ZstdDecompressCtx> decompressing;

    ZstdCompression() {
        this(Pool.usualSize(), LEVEL);
    }

    /** @param pooled how many contexts of either kind wait for their next use; 0 to make one for each */
    ZstdCompression(int pooled, int level) {
        this.compressing = new Pool<>(pooled, () -> new ZstdCompressCtx().setLevel(level), ZstdCompressCtx::close);
        this.decompressing = new Pool<>(pooled, ZstdDecompressCtx::new, ZstdDecompressCtx::close);
        compressing.give(compressing.take()); // Fails now if the native library cannot be loaded.
    }

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public byte id() {
        return 2;
    }

    @Override
    public ByteBuffer compress(byte[] plain) {
        byte[] compressed = new byte[Math.toIntExact(Zstd.compressBound(plain.length))];
        ZstdCompressCtx context = compressing.take();
        try {
            int length = context.compressByteArray(compressed, 0, compressed.length, plain, 0, plain.length);
            return ByteBuffer.wrap(compressed, 0, length);
        } finally {
            compressing.give(context);
        }
    }

    @Override
    public byte[] decompress(ByteBuffer compressed, int length) {
        byte[] plain = new byte[length];
        int from = compressed.arrayOffset() + compressed.position();
        ZstdDecompressCtx context = decompressing.take();
        try {
            int read = context.decompressByteArray(plain, 0, length, compressed.array(), from, compressed.remaining());
            return read == length ? plain : Arrays.copyOf(plain, read);
        } catch (ZstdException e) {
            throw new UnreadablePayloadException("It is not compressed by zstd", e);
        } finally {
            decompressing.give(context);
        }
    }
}

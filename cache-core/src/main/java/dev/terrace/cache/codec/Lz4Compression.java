package dev.terrace.cache.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4, in blocks: least effort, and of small values not much less than they were. The decompressor is the safe one, which
 * checks what it reads, and it writes to an array that nobody used before. Thread-safe.
 */
final class Lz4Compression implements Compression {

    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;

    Lz4Compression() {
        LZ4Factory lz4 = LZ4Factory.fastestInstance();
        this.compressor = lz4.fastCompressor();
        this.decompressor = lz4.safeDecompressor();
    }

    @Override
    public String name() {
        return "lz4";
    }

    @Override
    public byte id() {
        return 1;
    }

    @Override
    public ByteBuffer compress(byte[] plain) {
        byte[] compressed = new byte[compressor.maxCompressedLength(plain.length)];
        int length = compressor.compress(plain, 0, plain.length, compressed, 0, compressed.length);
        return ByteBuffer.wrap(compressed, 0, length);
    }

    @Override
    public byte[] decompress(ByteBuffer compressed, int length) {
        byte[] plain = new byte[length];
        int from = compressed.arrayOffset() + compressed.position();
        try {
            int read = decompressor.decompress(compressed.array(), from, compressed.remaining(), plain, 0, length);
            return read == length ? plain : Arrays.copyOf(plain, read);
        } catch (LZ4Exception e) {
            throw new UnreadablePayloadException("It is not compressed by lz4", e);
        }
    }
}

package dev.terrace.cache.history;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The database: a version for each key, in memory that all processes share. Reads and writes are atomic and in one order. */
final class Register {

    private static final VarHandle VERSIONS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer memory;

    Register(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) Keyspace.KEYS * Long.BYTES);
        }
    }

    long version(int key) {
        return (long) VERSIONS.getVolatile(memory, key * Long.BYTES);
    }

    /** Writes a new version and returns it. */
    long increment(int key) {
        return (long) VERSIONS.getAndAdd(memory, key * Long.BYTES, 1L) + 1;
    }
}

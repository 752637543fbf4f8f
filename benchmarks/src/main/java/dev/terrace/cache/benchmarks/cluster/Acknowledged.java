package dev.terrace.cache.benchmarks.cluster;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which version of each key was acknowledged last, and when: memory that all processes share. Each key has one writer, which
 * writes the time before the version; readers read the version before the time, so that they may take an acknowledgement for
 * younger than it is, never for older.
 */
final class Acknowledged {

    private static final int SLOT = 16;

    private final ByteBuffer slots;

    /** @param file made if it is not there */
    Acknowledged(Path file, int keys) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            slots = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) keys * SLOT)
                    .order(ByteOrder.nativeOrder());
        }
    }

    void write(int key, long version) {
        slots.putLong(key * SLOT + Long.BYTES, System.nanoTime());
        VarHandle.releaseFence();
        slots.putLong(key * SLOT, version);
    }

    long version(int key) {
        long version = slots.getLong(key * SLOT);
        VarHandle.acquireFence();
        return version;
    }

    /** By the clock of all processes of this machine. */
    long time(int key) {
        return slots.getLong(key * SLOT + Long.BYTES);
    }
}

package dev.terrace.cache.disk;

import dev.terrace.cache.CacheConfigurationException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process from a journal. It is on a file beside the journal, which is replaced at times and would take the lock
 * along; that file is never removed, or two processes could lock one of that name each. The operating system ends the
 * lock with the process.
 */
final class JournalLock implements AutoCloseable {

    private final FileChannel channel;

    private JournalLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @param shown as it was configured
     * @throws CacheConfigurationException if another process, or another context of this one, has it
     */
    static JournalLock of(Path journal, Path shown) throws IOException {
        Path path = journal.resolveSibling(journal.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!lock(channel)) {
            channel.close();
            throw new CacheConfigurationException(
                    "'recovery.journal' (%s) is in use by another process, or by another context of this one"
                            .formatted(shown),
                    "give each a file of its own, such as /var/lib/shop/${HOSTNAME}.journal, or start it when the other has ended");
        }
        return new JournalLock(channel);
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

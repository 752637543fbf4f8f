package dev.terrace.cache.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a journal, open for appending. Not through a channel: that one would be closed by the interrupt of whichever
 * thread happens to write. Thread-safe for {@link #force} alone.
 */
final class JournalFile implements AutoCloseable {

    private final RandomAccessFile file;
    private final int header;
    private long length;

    private JournalFile(RandomAccessFile file, int header, long length) {
        this.file = file;
        this.header = header;
        this.length = length;
    }

    /**
     * Writes a journal beside its place and makes it durable. Where there was one, it is overwritten.
     *
     * @param records behind the header
     */
    static void write(Path path, byte[] header, byte[] records) throws IOException {
        Files.deleteIfExists(path);
        Files.createFile(path, forOwnerAlone());
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(header);
            file.write(records);
            file.getFD().sync();
        }
    }

    /** Writes more behind it: the operating system has it when this returns. */
    static void extend(Path path, byte[] records) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(file.length());
            file.write(records);
        }
    }

    /** Keys may be personal data. */
    private static FileAttribute<?>[] forOwnerAlone() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Takes the place of the journal that is there, if any, and opens it. */
    static JournalFile move(Path written, Path path, int header) throws IOException {
        Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            long length = file.length();
            file.seek(length);
            return new JournalFile(file, header, length);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Makes the names in a directory durable, where the operating system can. */
    static void forceDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows has no such thing.
        }
    }

    /** The operating system has it when this returns. If it fails, nothing was appended. */
    void append(byte[] records) throws IOException {
        try {
            file.write(records);
            length += records.length;
        } catch (IOException e) {
            cutOff(e);
            throw e;
        }
    }

    private void cutOff(IOException e) {
        try {
            file.setLength(length);
        } catch (IOException again) {
            // What is there in part ends the journal when it is read.
            e.addSuppressed(again);
        }
    }

    /** Removes all records; the next one is written behind the header. */
    void truncate() throws IOException {
        file.setLength(header);
        length = header;
    }

    /** The disk has what was appended before when this returns. */
    void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

package dev.terrace.cache.disk;

import dev.terrace.cache.CacheConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Judges the place of a journal before anything is written there. */
final class JournalStart {

    private JournalStart() {}

    /** The same place whatever the working directory, and by whatever links its directory is reached. */
    static Path place(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path directory = absolute.getParent();
        if (directory == null || Files.isDirectory(absolute)) {
            throw new CacheConfigurationException(
                    "'recovery.journal' (%s) is a directory".formatted(path), "name a file in it");
        }
        if (!Files.isDirectory(directory)) {
            throw new CacheConfigurationException(
                    "'recovery.journal' (%s) is in a directory that does not exist or cannot be entered"
                            .formatted(path),
                    "make the directory, or mount its volume");
        }
        if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
            throw new CacheConfigurationException(
                    "'recovery.journal' (%s) is no ordinary file".formatted(path), "name another one");
        }
        return directory.toRealPath().resolve(absolute.getFileName());
    }

    /**
     * @param shown as it was configured
     * @throws CacheConfigurationException if what is there is not a journal of this namespace and format
     */
    static JournalContent read(Path path, Path shown, JournalHeader header) throws IOException {
        byte[] content = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        if (header.isUnfinished(content)) {
            return JournalContent.of(header.toBytes(), header.length());
        }
        header.require(shown, content);
        return JournalContent.of(content, header.length());
    }

    static CacheConfigurationException unusable(Path path, IOException e) {
        return new CacheConfigurationException(
                "'recovery.journal' (%s) cannot be read or written: %s: %s"
                        .formatted(path, e.getClass().getSimpleName(), e.getMessage()),
                "let the process write to its directory and have some room there, or leave 'recovery.journal' unset",
                e);
    }

    static void release(@Nullable JournalLock lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // It ends with the process.
        }
    }
}

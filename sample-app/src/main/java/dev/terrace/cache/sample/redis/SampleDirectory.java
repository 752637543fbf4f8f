package dev.terrace.cache.sample.redis;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory in which the instances that one user runs meet. Nobody else may look into it. */
final class SampleDirectory {

    private SampleDirectory() {}

    /** The usual place: one for each user and namespace, among the temporary files. */
    static Path standard(String namespace) {
        String name = "terrace-%s-%s".formatted(namespace, System.getProperty("user.name", "nobody"));
        return Path.of(System.getProperty("java.io.tmpdir", "."))
                .resolve(name.replaceAll("[^A-Za-z0-9._-]", "_"))
                .toAbsolutePath();
    }

    /**
     * Makes the directory if it is not there.
     *
     * @throws IOException if it cannot be made, or somebody else made it
     */
    static void prepare(Path directory) throws IOException {
        Files.createDirectories(directory.getParent());
        boolean made = true;
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            made = false;
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + " is not a directory");
        }
        PosixFileAttributeView view =
                Files.getFileAttributeView(directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null) {
            requireOwn(directory, view, made);
        }
    }

    private static void requireOwn(Path directory, PosixFileAttributeView view, boolean made) throws IOException {
        if (!made) {
            Path probe = Files.createTempFile(directory, "probe", ".tmp");
            try {
                if (!Files.getOwner(probe).equals(view.getOwner())) {
                    throw new IOException(directory + " belongs to " + view.getOwner());
                }
            } finally {
                Files.delete(probe);
            }
        }
        view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }
}

package dev.terrace.cache.history;

import dev.terrace.cache.fixture.SharedNumbers;
import java.io.IOException;
import java.nio.file.Path;

/** The database: a version for each key, in memory that all processes share. Reads and writes are atomic and in one order. */
final class Register {

    private final SharedNumbers versions;

    Register(Path file) throws IOException {
        versions = new SharedNumbers(file, Keyspace.KEYS);
    }

    long version(int key) {
        return versions.get(key);
    }

    /** Writes a new version and returns it. */
    long increment(int key) {
        return versions.add(key, 1);
    }
}

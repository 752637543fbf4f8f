package dev.terrace.cache.soak;

import dev.terrace.cache.fixture.SharedNumbers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A versioned register that all processes share, slow to read. Beside the versions it keeps, for each key, how old at most a read may
 * find it by now; and how many read it at the same time.
 */
final class Database {

    private static final int VERSIONS = 0;
    private static final int FLOORS = Shop.KEYS;
    private static final int LATE_FLOORS = 2 * Shop.KEYS;
    private static final int LOADS = 3 * Shop.KEYS;
    private static final int LOADING = LOADS + 1;
    private static final int MOST_LOADING = LOADS + 2;

    private static final Duration LATENCY = Duration.ofMillis(3);
    private static final String TEXT = "A product of some use. ".repeat(20);

    private final SharedNumbers numbers;

    Database(Path file) throws IOException {
        numbers = new SharedNumbers(file, MOST_LOADING + 1);
    }

    Item load(int key) {
        long began = System.nanoTime();
        numbers.add(LOADS, 1);
        numbers.raise(MOST_LOADING, numbers.add(LOADING, 1));
        try {
            LockSupport.parkNanos(LATENCY.toNanos());
            return new Item(key, numbers.get(VERSIONS + key), began, TEXT);
        } finally {
            numbers.add(LOADING, -1);
        }
    }

    void write(int key) {
        numbers.add(VERSIONS + key, 1);
    }

    /** Whether it may have been loaded for this key. */
    boolean hasWritten(Item item, int key) {
        return item.key() == key && item.version() <= numbers.get(VERSIONS + key);
    }

    // ---- what may not be read any more

    /** No read that is invoked from now on may get what began to be loaded before this time. */
    void forbidBefore(int key, long time) {
        numbers.raise(FLOORS + key, time);
    }

    /** The same for an instance that does not reach Redis. */
    void forbidLateBefore(int key, long time) {
        numbers.raise(LATE_FLOORS + key, time);
    }

    long floor(int key) {
        return numbers.get(FLOORS + key);
    }

    long lateFloor(int key) {
        return numbers.get(LATE_FLOORS + key);
    }

    // ---- how busy it is

    long loads() {
        return numbers.get(LOADS);
    }

    /** How many loads have run at the same time since this was last asked. */
    long mostLoading() {
        long most = numbers.get(MOST_LOADING);
        numbers.set(MOST_LOADING, 0);
        return most;
    }
}

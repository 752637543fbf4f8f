package dev.terrace.cache.benchmarks.remote;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;

/** A client or a cache that keeps values on a server. Thread-safe. */
interface Contestant extends AutoCloseable {

    /** What it stores of a text: the text, or its bytes. */
    Object valueOf(String text);

    /** The value under a key, null if there is none. */
    Object read(String key);

    void write(String key, Object value);

    /** What is under these keys, by one call. */
    default Map<String, ?> readAll(Collection<String> keys) {
        throw new UnsupportedOperationException("It reads one key at a time");
    }

    /** The value under a key, else what is loaded, which is then stored. */
    default Object load(String key, Callable<Object> loader) {
        throw new UnsupportedOperationException("It loads nothing");
    }

    /** @throws IllegalStateException if something went wrong that it did not throw */
    default void requireNoTrouble() {}

    /** @throws IllegalStateException if it did not read from the server alone */
    default void requireRemoteHits() {}

    @Override
    void close();
}

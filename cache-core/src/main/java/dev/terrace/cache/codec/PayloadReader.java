package dev.terrace.cache.codec;

import org.jspecify.annotations.Nullable;

/** Makes a value of one type of its bytes. Thread-safe. */
@FunctionalInterface
interface PayloadReader {

    /**
     * The value in these bytes of the array; null if they say null.
     *
     * @throws RuntimeException if they hold anything else than one such value
     */
    @Nullable
    Object read(byte[] bytes, int from, int length);
}

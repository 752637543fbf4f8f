package dev.terrace.cache;

import org.jspecify.annotations.Nullable;

/**
 * Computes the value of a key that no tier holds. It runs on the caller's thread, at most once at a time for a key in this
 * process and, while its lease lasts, in the cluster.
 */
@FunctionalInterface
public interface ValueLoader<V> {

    /** The value, or null if there is none. Whatever it throws reaches the caller unchanged. */
    @Nullable
    V load() throws Exception;
}

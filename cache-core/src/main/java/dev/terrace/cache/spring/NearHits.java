package dev.terrace.cache.spring;

import dev.terrace.cache.near.NearEntry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Answers the calls of one method from the entries of this process. Thread-safe. */
final class NearHits {

    private final TerraceCache cache;
    private final ArgumentKeys keys;
    private final Class<?> returnType;

    NearHits(TerraceCache cache, ArgumentKeys keys, Class<?> returnType) {
        this.cache = cache;
        this.keys = keys;
        this.returnType = returnType;
    }

    /** The entry that may be served for these arguments, counted as a hit; null if Spring must be asked, also for an error. */
    @Nullable
    NearEntry find(@Nullable Object[] arguments) {
        try {
            Object key = keys.keyOf(arguments);
            return key != null ? cache.nearHit(key) : null;
        } catch (RuntimeException e) {
            // Spring meets it again, and has a handler for it.
            return null;
        }
    }

    /** The value as the method returns it. */
    @Nullable
    Object returned(NearEntry hit) {
        Object value = hit.value();
        if (returnType == Optional.class) {
            return value instanceof Optional<?> ? value : Optional.ofNullable(value);
        }
        return returnType == CompletableFuture.class ? CompletableFuture.completedFuture(value) : value;
    }
}

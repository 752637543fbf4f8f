package dev.terrace.cache.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key made of parts, such as Spring's {@code SimpleKey}.
 *
 * @param name what the text begins with, without a dot, so that no class name is like it
 * @param parts what makes two such keys equal, in order
 */
public record CompositeKey(String name, List<? extends @Nullable Object> parts) {

    /** Tells the parts of key classes that this library does not know by itself. Thread-safe. */
    @FunctionalInterface
    public interface Decomposer {

        /** The parts of the key, or null if it is not one of this decomposer's classes. */
        @Nullable
        CompositeKey decompose(Object key);
    }
}

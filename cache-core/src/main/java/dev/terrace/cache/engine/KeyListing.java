package dev.terrace.cache.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some keys of a cache.
 *
 * @param keys the keys; there may be none although there are more
 * @param next what the next call is told; null at the end
 * @param complete whether the remote tier was looked at, if the cache has one: it is not while it is away
 */
public record KeyListing(List<ListedKey> keys, @Nullable String next, boolean complete) {

    public KeyListing {
        keys = List.copyOf(keys);
    }

    /**
     * One of them.
     *
     * @param text its text, as the remote tier would name it
     * @param near whether the near tier of this instance has it
     * @param remote whether the remote tier has it
     */
    public record ListedKey(String text, boolean near, boolean remote) {}
}

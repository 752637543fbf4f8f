package dev.terrace.cache.codec;

import java.nio.ByteBuffer;

/**
 * The 64 bits by which logs, messages and lanes name a key of a cache: the first eight bytes of the SHA-256 of cache name
 * and key text. Two keys that share them cost each other an invalidation, never a wrong value.
 */
public final class KeyHash {

    private KeyHash() {}

    /** The hash of a key text within a cache; the same in every instance and version of a layout. */
    public static long of(String cache, String keyText) {
        return ByteBuffer.wrap(Sha256.digest(cache.length() + ":" + cache + keyText))
                .getLong();
    }
}

package dev.terrace.cache.engine;

import dev.terrace.cache.codec.KeyEncoder;

/**
 * Stands in the near tier for a key that equals nothing but itself, such as an array.
 *
 * @param text what such keys share if they mean the same
 */
record KeyText(String text) {

    /** What a key is in the near tier: itself, if it can be. */
    static Object nearKey(Object key, KeyEncoder keys) {
        return KeyEncoder.comparesByIdentity(key) ? new KeyText(keys.encode(key)) : key;
    }

    /** The text of a caller's key or of one of the near tier. */
    static String of(Object key, KeyEncoder keys) {
        return key instanceof KeyText known ? known.text : keys.encode(key);
    }

    /** The literal of a caller's key, however long it is, or the text of one of the near tier. */
    static String literal(Object key, KeyEncoder keys) {
        return key instanceof KeyText known ? known.text : keys.literal(key);
    }
}

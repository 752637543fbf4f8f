package dev.terrace.cache.codec;

/** Makes the values of a namespace unreadable, and unchangeable, to whoever has no key. Thread-safe. */
public interface Encryption {

    /**
     * Encrypts a payload.
     *
     * @param bound what it belongs to: it is not decrypted beside anything else
     */
    byte[] encrypt(byte[] plain, byte[] bound);

    /**
     * Decrypts a payload.
     *
     * @throws UnreadablePayloadException if no key of this instance fits, or bytes or bound are not what they were
     */
    byte[] decrypt(byte[] encrypted, byte[] bound);

    /** A keyed digest of a text, in letters that need no escape: the same for all who have the key, unguessable to all others. */
    String digest(String text);
}

package dev.terrace.cache.codec;

/**
 * What was done to a value to make a payload of it, and in this order.
 *
 * @param codec the id of the codec that wrote it
 * @param compression the id of the algorithm that made it smaller; 0 if none did
 * @param encrypted whether it was encrypted
 */
public record Coding(short codec, byte compression, boolean encrypted) {

    /** Written by this codec, and nothing more. */
    public static Coding plain(short codec) {
        return new Coding(codec, (byte) 0, false);
    }

    /** The same, encrypted. */
    public Coding sealed() {
        return new Coding(codec, compression, true);
    }
}

package dev.terrace.cache.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of texts: for keys too long to be written out, and for the 64 bits by which invalidations name a key. */
public final class Sha256 {

    /** Looking for it among the providers takes longer than a digest of a short text. It is only copied. */
    private static final MessageDigest FRESH = fresh();

    private Sha256() {}

    /** In hexadecimal, small letters; of the bytes in UTF-8. */
    public static String hex(String text) {
        return HexFormat.of().formatHex(digest(text));
    }

    static byte[] digest(String text) {
        return copy().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest copy() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException e) {
            return fresh();
        }
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}

package dev.terrace.cache.codec;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.aead.AesCtrHmacAeadKey;
import com.google.crypto.tink.aead.AesEaxKey;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmSivKey;
import com.google.crypto.tink.aead.ChaCha20Poly1305Key;
import com.google.crypto.tink.aead.XAesGcmKey;
import com.google.crypto.tink.aead.XChaCha20Poly1305Key;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 of texts, in the letters of base64url. Its key is derived from a key for encryption (HKDF, RFC 5869), so that neither is
 * of use against the other, and is another one in each namespace. Thread-safe.
 */
final class NameDigest {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final String PURPOSE = "terrace.cache names 1 ";
    private static final Base64.Encoder LETTERS = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;

    private NameDigest(SecretKeySpec key) {
        this.key = key;
    }

    static NameDigest of(Key encryptionKey, String namespace) throws GeneralSecurityException {
        byte[] material = materialOf(encryptionKey).toByteArray(InsecureSecretKeyAccess.get());
        byte[] purpose = (PURPOSE + namespace).getBytes(StandardCharsets.UTF_8);
        byte[] derived = Hkdf.computeHkdf(ALGORITHM, material, new byte[0], purpose, KEY_BYTES);
        return new NameDigest(new SecretKeySpec(derived, ALGORITHM));
    }

    @AccessesPartialKey
    private static SecretBytes materialOf(Key key) throws GeneralSecurityException {
        if (key instanceof AesGcmKey aes) {
            return aes.getKeyBytes();
        }
        if (key instanceof AesGcmSivKey aes) {
            return aes.getKeyBytes();
        }
        if (key instanceof AesEaxKey aes) {
            return aes.getKeyBytes();
        }
        if (key instanceof XAesGcmKey aes) {
            return aes.getKeyBytes();
        }
        if (key instanceof ChaCha20Poly1305Key chaCha) {
            return chaCha.getKeyBytes();
        }
        if (key instanceof XChaCha20Poly1305Key chaCha) {
            return chaCha.getKeyBytes();
        }
        if (key instanceof AesCtrHmacAeadKey aes) {
            return aes.getHmacKeyBytes();
        }
        throw new GeneralSecurityException("A key whose bytes are elsewhere");
    }

    String of(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return LETTERS.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}

package dev.terrace.cache.codec;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import dev.terrace.cache.CacheConfigurationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * Authenticated encryption by Tink, under the keys of a keyset. Its primary key encrypts; every key of it decrypts, so that a key is
 * changed by adding one everywhere, then making it the primary, then, when all values have passed, disabling the old one.
 *
 * <p>Digests are keyed by the <em>first</em> key of the keyset, whether or not it is the primary or still enabled: a key that is added
 * renames nothing. Once the first one is removed, all keys and tags have other names: the caches are cold, and what was stored
 * under the old names waits for the end of its life. Disable it instead.
 *
 * <p>Thread-safe. Says nothing of its keys.
 */
public final class TinkEncryption implements Encryption {

    private final Aead aead;
    /** Null if the bytes of the first key are elsewhere, in a key management service for instance. */
    private final @Nullable NameDigest digest;

    private final byte[] namespace;

    /**
     * @param keys of algorithms for authenticated encryption, such as AES256_GCM
     * @param namespace what is encrypted for one is not decrypted for another
     * @throws CacheConfigurationException if the keys are not such
     */
    public TinkEncryption(KeysetHandle keys, String namespace) {
        try {
            AeadConfig.register();
            this.aead = keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
            this.digest = digestOf(keys, namespace);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw refused("is not for authenticated encryption", e);
        }
        byte[] name = namespace.getBytes(StandardCharsets.UTF_8);
        this.namespace = ByteBuffer.allocate(Integer.BYTES + name.length)
                .putInt(name.length)
                .put(name)
                .array();
    }

    /**
     * From a keyset in Tink's JSON, in the clear.
     *
     * @throws CacheConfigurationException if it is none
     */
    public static TinkEncryption parse(String json, String namespace) {
        KeysetHandle keys;
        try {
            AeadConfig.register();
            keys = TinkJsonProtoKeysetFormat.parseKeyset(
                    json, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException | RuntimeException e) {
            throw refused("cannot be read", e);
        }
        return new TinkEncryption(keys, namespace);
    }

    /** Without the cause: its message may quote what it could not read. */
    private static CacheConfigurationException refused(String reason, Exception cause) {
        return new CacheConfigurationException(
                "The keyset for encryption %s (%s)"
                        .formatted(reason, cause.getClass().getSimpleName()),
                "make one with 'tinkey create-keyset --key-template AES256_GCM'");
    }

    @Override
    public byte[] encrypt(byte[] plain, byte[] bound) {
        try {
            return aead.encrypt(plain, inNamespace(bound));
        } catch (GeneralSecurityException e) {
            throw new UnencodableValueException("It cannot be encrypted", e);
        }
    }

    @Override
    public byte[] decrypt(byte[] encrypted, byte[] bound) {
        try {
            return aead.decrypt(encrypted, inNamespace(bound));
        } catch (GeneralSecurityException e) {
            throw new UnreadablePayloadException("No key of this instance opens it here, or it was changed", e);
        }
    }

    private byte[] inNamespace(byte[] bound) {
        return ByteBuffer.allocate(namespace.length + bound.length)
                .put(namespace)
                .put(bound)
                .array();
    }

    @Override
    public String digest(String text) {
        if (digest == null) {
            throw new CacheConfigurationException(
                    "The first key of the keyset does not give its bytes, so that no name can be derived from it",
                    "put an AES or ChaCha20 key in the first place, or set 'encryption.keys' to false");
        }
        return digest.of(text);
    }

    private static @Nullable NameDigest digestOf(KeysetHandle keys, String namespace) {
        try {
            return NameDigest.of(keys.getAt(0).getKey(), namespace);
        } catch (GeneralSecurityException elsewhere) {
            return null;
        }
    }
}

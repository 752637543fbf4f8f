package dev.terrace.cache.codec;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Keysets whose keys everybody knows: each byte of a key is its number. */
final class Keysets {

    private Keysets() {}

    /** These keys in this order, the first of which encrypts. */
    static KeysetHandle of(int... numbers) {
        return primary(numbers[0], numbers);
    }

    static KeysetHandle primary(int primary, int... numbers) {
        try {
            AeadConfig.register();
            KeysetHandle.Builder keys = KeysetHandle.newBuilder();
            for (int number : numbers) {
                KeysetHandle.Builder.Entry key = KeysetHandle.importKey(key(number));
                keys.addEntry(number == primary ? key.makePrimary() : key);
            }
            return keys.build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @AccessesPartialKey
    private static AesGcmKey key(int number) throws GeneralSecurityException {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) number);
        AesGcmParameters parameters = AesGcmParameters.builder()
                .setKeySizeBytes(bytes.length)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.TINK)
                .build();
        return AesGcmKey.builder()
                .setParameters(parameters)
                .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
                .setIdRequirement(1000 + number)
                .build();
    }

    static String json(KeysetHandle keys) {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    keys, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

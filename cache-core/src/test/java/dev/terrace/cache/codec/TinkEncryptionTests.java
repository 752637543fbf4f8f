package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.mac.PredefinedMacParameters;
import dev.terrace.cache.CacheConfigurationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TinkEncryptionTests {

    private static final byte[] VALUE = {1, 2, 3};
    private static final byte[] BOUND = {4, 5};

    private static TinkEncryption of(int... keys) {
        return new TinkEncryption(Keysets.of(keys), "shop");
    }

    @Test
    void theSameBytesAreNeverEncryptedAlike() {
        TinkEncryption encryption = of(1);
        byte[] encrypted = encryption.encrypt(VALUE, BOUND);
        assertThat(encryption.encrypt(VALUE, BOUND)).isNotEqualTo(encrypted);
        assertThat(encryption.decrypt(encrypted, BOUND)).isEqualTo(VALUE);
        assertThat(encrypted).hasSizeLessThanOrEqualTo(VALUE.length + PayloadSeal.OVERHEAD);
    }

    @Test
    void aKeyIsChangedByAddingOne() {
        byte[] old = of(1).encrypt(VALUE, BOUND);
        TinkEncryption knowsBoth = new TinkEncryption(Keysets.primary(1, 1, 2), "shop");
        TinkEncryption writesNew = new TinkEncryption(Keysets.primary(2, 1, 2), "shop");
        byte[] young = writesNew.encrypt(VALUE, BOUND);
        assertThat(writesNew.decrypt(old, BOUND)).isEqualTo(VALUE);
        assertThat(knowsBoth.decrypt(young, BOUND)).isEqualTo(VALUE);
        assertUnreadable(of(1), young);
        assertUnreadable(of(2), old);
        assertThat(of(2).decrypt(young, BOUND)).isEqualTo(VALUE);
    }

    @Test
    void anotherNamespaceOpensNothing() {
        byte[] encrypted = of(1).encrypt(VALUE, BOUND);
        assertUnreadable(new TinkEncryption(Keysets.of(1), "shop2"), encrypted);
        // What is in the namespace here is at the beginning of the place there.
        byte[] same = {'p', 4, 5};
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> new TinkEncryption(Keysets.of(1), "sho").decrypt(encrypted, same));
    }

    private static void assertUnreadable(TinkEncryption encryption, byte[] encrypted) {
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> encryption.decrypt(encrypted, BOUND));
    }

    // ---- digests

    /** By the RFCs 5869 and 2104, calculated elsewhere. */
    @Test
    void aDigestIsAStoredFormat() {
        assertThat(of(1).digest("key products '7'")).isEqualTo("G55DGuGrO96d1GrS7t4TCKZ55PLoj0RNjlqcNr7e4ic");
    }

    @Test
    void aDigestDependsOnTextKeyAndNamespace() {
        Set<String> digests = new HashSet<>(List.of(
                of(1).digest("a"),
                of(1).digest("b"),
                of(1).digest(""),
                of(2).digest("a"),
                new TinkEncryption(Keysets.of(1), "shop2").digest("a")));
        assertThat(digests).hasSize(5).allMatch(digest -> digest.matches("[A-Za-z0-9_-]{43}"));
    }

    @Test
    void aKeyThatIsAddedRenamesNothingButRemovingTheFirstOneDoes() {
        String digest = of(1).digest("a");
        assertThat(of(1, 2).digest("a")).isEqualTo(digest);
        assertThat(new TinkEncryption(Keysets.primary(2, 1, 2), "shop").digest("a"))
                .isEqualTo(digest);
        assertThat(of(2).digest("a")).isNotEqualTo(digest);
    }

    @Test
    void aFirstKeyThatIsDisabledStillNamesButOpensNothing() throws Exception {
        KeysetHandle both = Keysets.primary(2, 1, 2);
        KeysetHandle.Builder changed = KeysetHandle.newBuilder(both);
        changed.getAt(0).setStatus(KeyStatus.DISABLED);
        TinkEncryption encryption = new TinkEncryption(changed.build(), "shop");
        assertThat(encryption.digest("a")).isEqualTo(of(1).digest("a"));
        assertUnreadable(encryption, of(1).encrypt(VALUE, BOUND));
    }

    @Test
    void everyAlgorithmOfAuthenticatedEncryptionHasADigest() throws Exception {
        for (var parameters : List.of(
                PredefinedAeadParameters.AES128_GCM,
                PredefinedAeadParameters.AES256_EAX,
                PredefinedAeadParameters.AES256_CTR_HMAC_SHA256,
                PredefinedAeadParameters.CHACHA20_POLY1305,
                PredefinedAeadParameters.XCHACHA20_POLY1305,
                PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE)) {
            Keysets.of(1);
            TinkEncryption encryption = new TinkEncryption(KeysetHandle.generateNew(parameters), "shop");
            assertThat(encryption.digest("a")).hasSize(43);
            assertThat(encryption.decrypt(encryption.encrypt(VALUE, BOUND), BOUND))
                    .isEqualTo(VALUE);
        }
    }

    // ---- keysets

    @Test
    void aKeysetIsReadFromItsJson() {
        TinkEncryption read = TinkEncryption.parse(Keysets.json(Keysets.of(1)), "shop");
        assertThat(read.decrypt(of(1).encrypt(VALUE, BOUND), BOUND)).isEqualTo(VALUE);
        assertThat(read.digest("a")).isEqualTo(of(1).digest("a"));
    }

    @Test
    void aKeysetThatCannotBeReadIsToldWithoutItsText() throws Exception {
        String json = Keysets.json(Keysets.of(1));
        String secret = "AQEBAQEBAQ"; // bytes 1 in base64
        assertThat(json).contains(secret);
        MacConfig.register();
        String mac = Keysets.json(KeysetHandle.generateNew(PredefinedMacParameters.HMAC_SHA256_128BITTAG));
        for (String broken : List.of(
                "",
                "no JSON",
                json.substring(0, json.length() / 2),
                json.replace("AesGcmKey", "AQEBAQEBAQ"),
                json.replace("1001", "\"AQEBAQEBAQ\""),
                mac)) {
            assertThatExceptionOfType(CacheConfigurationException.class)
                    .as(broken)
                    .isThrownBy(() -> TinkEncryption.parse(broken, "shop"))
                    .withMessageContaining("keyset")
                    .satisfies(e -> assertThat(traceOf(e)).doesNotContain(secret));
        }
    }

    @Test
    void nothingOfAKeyIsInTextsOrFailures() {
        TinkEncryption encryption = of(1);
        String key = Base64.getEncoder().encodeToString(new byte[] {1, 1, 1, 1, 1, 1});
        assertThat(encryption.toString()).doesNotContain(key, "[1, 1", "0101");
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> encryption.decrypt(new byte[40], BOUND))
                .satisfies(e -> assertThat(traceOf(e)).doesNotContain(key, "[1, 1", "010101"));
    }

    private static String traceOf(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}

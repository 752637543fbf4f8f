package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.signature.PredefinedSignatureParameters;
import com.google.crypto.tink.signature.SignatureConfig;
import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.codec.Encryption;
import dev.terrace.cache.codec.TinkEncryption;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** With what a namespace is encrypted: told by the digest of a text, which no other key gives. */
@ExtendWith(OutputCaptureExtension.class)
class NamespaceKeyTests {

    private static final String TEXT = "alice";

    private final ApplicationContextRunner contexts = Contexts.caching()
            .withPropertyValues("terrace.cache.advice=strict", "terrace.cache.silenced-advice=time-to-live,near-size");

    @TempDir
    private Path directory;

    private static KeysetHandle newKeys() {
        try {
            AeadConfig.register();
            return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String json(KeysetHandle keys) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeyset(
                keys, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
    }

    private String keyset(String json) throws IOException {
        Path file = Files.writeString(directory.resolve("keyset.json"), json);
        return "terrace.cache.encryption.keyset=" + file.toUri();
    }

    private static String digest(NamespaceKey key) {
        return Objects.requireNonNull(key.encryption()).digest(TEXT);
    }

    private static NamespaceKey keyOf(BeanFactory context) {
        TerraceCacheProperties properties = context.getBean(TerraceCacheProperties.class);
        return NamespaceKey.of(context, properties.encryption(), "shop");
    }

    @Test
    void itIsTheKeysetOfTheProperties() throws Exception {
        KeysetHandle keys = newKeys();
        contexts.withPropertyValues(
                        keyset(json(keys)),
                        "terrace.cache.encryption.keys=true",
                        "terrace.cache.caches.tokens.encryption=true")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(digest(keyOf(context)))
                            .isEqualTo(new TinkEncryption(keys, "shop").digest(TEXT))
                            .isNotEqualTo(new TinkEncryption(keys, "other").digest(TEXT))
                            .isNotEqualTo(new TinkEncryption(newKeys(), "shop").digest(TEXT));
                });
    }

    @Test
    void elseItIsTheKeysetThatIsABean() {
        KeysetHandle keys = newKeys();
        contexts.withBean(KeysetHandle.class, () -> keys)
                .run(context ->
                        assertThat(digest(keyOf(context))).isEqualTo(new TinkEncryption(keys, "shop").digest(TEXT)));
    }

    @Test
    void theKeysetOfThePropertiesComesBeforeBeansForSomethingElse() throws Exception {
        KeysetHandle keys = newKeys();
        contexts.withBean("signing", KeysetHandle.class, NamespaceKeyTests::signingKeys)
                .withBean("more", KeysetHandle.class, NamespaceKeyTests::newKeys)
                .withPropertyValues(keyset(json(keys)))
                .run(context ->
                        assertThat(digest(keyOf(context))).isEqualTo(new TinkEncryption(keys, "shop").digest(TEXT)));
    }

    private static KeysetHandle signingKeys() {
        try {
            SignatureConfig.register();
            return KeysetHandle.generateNew(PredefinedSignatureParameters.ED25519);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBeanForSomethingElseFailsStartUpByItsName() {
        contexts.withBean("signing", KeysetHandle.class, NamespaceKeyTests::signingKeys)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("The KeysetHandle bean 'signing' cannot be used: ")
                        .hasStackTraceContaining("if it is not for caches, set 'terrace.cache.encryption.keyset'"));
    }

    @Test
    void ofSeveralBeansItIsThePrimaryOne() {
        KeysetHandle keys = newKeys();
        ApplicationContextRunner several = contexts.withBean("one", KeysetHandle.class, NamespaceKeyTests::newKeys);
        several.withBean("other", KeysetHandle.class, () -> keys, bean -> bean.setPrimary(true))
                .run(context ->
                        assertThat(digest(keyOf(context))).isEqualTo(new TinkEncryption(keys, "shop").digest(TEXT)));
        several.withBean("other", KeysetHandle.class, () -> keys)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(CacheConfigurationException.class)
                        .hasMessageContainingAll("several KeysetHandle beans, [one, other]", "@Primary"));
    }

    @Test
    void anEncryptionOfTheApplicationComesFirst() {
        Encryption own = new TinkEncryption(newKeys(), "own");
        contexts.withBean(KeysetHandle.class, NamespaceKeyTests::newKeys)
                .withBean(Encryption.class, () -> own)
                .run(context -> assertThat(keyOf(context).encryption()).isSameAs(own));
    }

    @Test
    void withoutAnyThereIsNone() {
        contexts.run(context -> assertThat(keyOf(context).encryption()).isNull());
    }

    @Test
    void aKeysetThatCannotBeUsedFailsStartUpAndIsNotQuoted() throws Exception {
        String broken = json(newKeys()).replace("primaryKeyId", "hush");
        contexts.withPropertyValues(keyset(broken)).run(context -> {
            assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("'terrace.cache.encryption.keyset' (URL [file:")
                    .hasStackTraceContaining("keyset.json]) cannot be used: The keyset for encryption")
                    .hasStackTraceContaining("AES256_GCM");
            assertThat(stackTrace(context.getStartupFailure())).doesNotContain("hush", "keyData");
        });
        contexts.withPropertyValues("terrace.cache.encryption.keyset=classpath:nowhere.json")
                .run(
                        context -> assertThat(context)
                                .getFailure()
                                .hasStackTraceContaining(
                                        "'terrace.cache.encryption.keyset' (class path resource [nowhere.json]) cannot be read; write where"));
    }

    @Test
    void aKeysetInPlaceOfItsPlaceIsNotQuoted() throws Exception {
        String secret = json(newKeys());
        String value =
                secret.replaceAll("(?s).*\"value\": ?\"([^\"]+)\".*", "$1").substring(0, 20);
        assertThat(secret).contains(value);
        for (ApplicationContextRunner each :
                List.of(contexts, contexts.withClassLoader(new FilteredClassLoader("com.google.crypto.tink")))) {
            each.withInitializer(context -> context.getEnvironment()
                            .getPropertySources()
                            .addFirst(new SystemEnvironmentPropertySource(
                                    "test-systemEnvironment", Map.of("TERRACE_CACHE_ENCRYPTION_KEYSET", secret))))
                    .run(context -> {
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .isInstanceOf(CacheConfigurationException.class)
                                .hasMessageContainingAll("holds a keyset itself", "file:/run/secrets");
                        assertThat(stackTrace(context.getStartupFailure()))
                                .doesNotContain(value, "primaryKeyId", "keyData");
                    });
        }
    }

    @Test
    void aKeysetPastedIntoYamlIsNotQuotedEither(CapturedOutput output) throws Exception {
        SpringApplication application = new SpringApplication(Contexts.Caching.class, Started.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        String secret = json(newKeys()).replaceAll("\\s+", " ");
        String value = secret.replaceAll(".*\"value\": ?\"([^\"]+)\".*", "$1").substring(0, 20);
        application.addInitializers(Contexts.yaml("terrace.cache.encryption.keyset: " + secret));
        assertThatThrownBy(application::run)
                .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain(value));
        assertThat(secret).contains(value);
        assertThat(output)
                .contains("'terrace.cache.encryption.keyset' holds a keyset itself")
                .doesNotContain(value);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(TerraceCacheAutoConfiguration.class)
    static class Started {}

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void withoutTinkAKeysetFailsStartUp() throws Exception {
        contexts.withClassLoader(new FilteredClassLoader("com.google.crypto.tink"))
                .withPropertyValues(keyset(json(newKeys())))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll("is for Tink, which is missing", "add com.google.crypto.tink:tink"));
    }
}

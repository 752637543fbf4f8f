package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import dev.terrace.cache.codec.Encryption;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an application asks for and does not have is said once, and done without in the safe way. */
@ExtendWith(OutputCaptureExtension.class)
class StartUpAdviceTests {

    private static final AvailableFormats NOTHING = new AvailableFormats(Set.of("json"), Set.of("gzip"), false);

    /** A key that opens nothing. */
    private record Closed() implements Encryption {
        @Override
        public byte[] encrypt(byte[] plain, byte[] bound) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] decrypt(byte[] encrypted, byte[] bound) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String digest(String text) {
            return text;
        }
    }

    @Test
    void withoutAKeyACacheThatMustBeEncryptedStaysInTheProcessAndIsCoherent(CapturedOutput output) {
        Resolving.resolve("""
                terrace.cache:
                  caches:
                    tokens: { encryption: true, near.maximum-weight: 1MB }
                    grants: { policy: authentication }
                    products: {}
                    here: { tiers: [near], encryption: true }
                """, NOTHING, resolved -> {
            CachePolicy tokens = policy(resolved, "tokens");
            assertThat(tokens.tiers()).containsExactly(Tier.NEAR);
            assertThat(tokens.coherent()).isTrue();
            assertThat(policy(resolved, "grants").tiers()).containsExactly(Tier.NEAR);
            assertThat(policy(resolved, "products").tiers()).containsExactly(Tier.NEAR, Tier.REMOTE);
            assertThat(tokens.storage().encrypted()).isFalse();
            assertThat(policy(resolved, "here").coherent()).isFalse();
            assertThat(policy(resolved, "here").storage().encrypted()).isFalse();
        });
        assertThat(output)
                .containsOnlyOnce("WARN")
                .contains(
                        "'encryption' is asked for by 'terrace.cache.caches.tokens', 'terrace.cache.caches.grants', and there is no key",
                        "stays in this process alone",
                        "set 'terrace.cache.encryption.keyset'");
    }

    @Test
    void withAKeyItIsShared(CapturedOutput output) {
        Resolving.policy("terrace.cache.caches.x.encryption: true", policy -> {
            assertThat(policy.tiers()).containsExactly(Tier.NEAR, Tier.REMOTE);
            assertThat(policy.storage().encrypted()).isTrue();
        });
        assertThat(output).doesNotContain("WARN");
    }

    @Test
    void withoutItsLibraryAnAlgorithmCompressesNothing(CapturedOutput output) {
        Resolving.resolve("""
                terrace.cache:
                  caches:
                    vectors: { policy: embeddings, encryption: false }
                    pages: { compression: gzip }
                """, NOTHING, resolved -> {
            assertThat(compression(resolved, "vectors")).isEqualTo("none");
            assertThat(policy(resolved, "vectors").storage().replicas()).isEqualTo(2);
            assertThat(compression(resolved, "pages")).isEqualTo("gzip");
        });
        assertThat(output)
                .containsOnlyOnce("WARN")
                .contains(
                        "'compression' (zstd) is asked for by 'terrace.cache.caches.vectors', and its library is missing",
                        "values are stored as they are",
                        "add com.github.luben:zstd-jni");
    }

    @Test
    void adaptiveNeedsOneToChoose(CapturedOutput output) {
        String yaml = "terrace.cache.caches.x: { compression: { algorithm: adaptive, threshold: 1B } }";
        Resolving.resolve(
                yaml,
                NOTHING,
                resolved -> assertThat(compression(resolved, "x")).isEqualTo("none"));
        assertThat(output)
                .containsOnlyOnce("WARN")
                .contains("add at.yawk.lz4:lz4-java or com.github.luben:zstd-jni, or choose");
        Resolving.resolve(
                yaml,
                new AvailableFormats(Set.of("json"), Set.of("lz4"), false),
                resolved -> assertThat(compression(resolved, "x")).isEqualTo("adaptive"));
        assertThat(output).containsOnlyOnce("WARN");
    }

    @Test
    void ofCachesThatNobodyCanAskForNothingIsSaid(CapturedOutput output) {
        String yaml = "terrace.cache: { dynamic: %s, defaults.encryption: true }";
        Resolving.resolve(
                yaml.formatted(false),
                NOTHING,
                resolved -> assertThat(resolved.declared()).isEmpty());
        assertThat(output).doesNotContain("WARN");
        Resolving.resolve(
                yaml.formatted(true),
                NOTHING,
                resolved -> assertThat(resolved.defaults().tiers()).isEqualTo(List.of(Tier.NEAR)));
        assertThat(output).containsOnlyOnce("WARN");
    }

    @ParameterizedTest
    @EnumSource(EnvironmentName.class)
    void strictAdviceFailsStartUp(EnvironmentName environment) {
        ApplicationContextRunner contexts = Contexts.caching()
                .withPropertyValues(
                        "terrace.cache.environment=" + environment.key(),
                        "terrace.cache.caches.tokens.encryption=true");
        contexts.run(context -> {
            if (environment == EnvironmentName.DEVELOPMENT) {
                assertThat(context).hasNotFailed();
            } else {
                assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll("there is no key", "or set 'terrace.cache.advice: warn'");
            }
        });
        contexts.withPropertyValues("terrace.cache.advice=warn")
                .run(context -> assertThat(context).hasNotFailed());
        contexts.withPropertyValues("terrace.cache.advice=strict")
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void anEncryptionOfTheApplicationIsAKey() {
        Contexts.caching()
                .withBean(Encryption.class, Closed::new)
                .withPropertyValues(
                        "terrace.cache.advice=strict",
                        "terrace.cache.silenced-advice=time-to-live,near-size",
                        "terrace.cache.encryption.keys=true",
                        "terrace.cache.caches.tokens.encryption=true")
                .run(context -> assertThat(Objects.requireNonNull(context.getBean(TerraceCacheManager.class)
                                        .getTerraceCache("tokens"))
                                .getNativeCache()
                                .policy()
                                .storage()
                                .encrypted())
                        .isTrue());
    }

    private static CachePolicy policy(ConfiguredPolicies.Resolved resolved, String cache) {
        return Objects.requireNonNull(resolved.declared().get(cache));
    }

    private static String compression(ConfiguredPolicies.Resolved resolved, String cache) {
        return policy(resolved, cache).storage().compression().algorithm();
    }
}

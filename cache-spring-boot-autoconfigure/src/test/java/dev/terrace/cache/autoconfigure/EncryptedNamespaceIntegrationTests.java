package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.terrace.cache.engine.CacheInspection;
import dev.terrace.cache.engine.KeyView;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.testing.TestRedis;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.context.ApplicationContext;

/** What an application with a key leaves in a real Redis. */
class EncryptedNamespaceIntegrationTests {

    private static final String KEY = "alice-of-wonderland";
    private static final String VALUE = "down-the-rabbit-hole";

    private final String namespace = "it-" + UUID.randomUUID();
    private final KeysetHandle keys = newKeys();

    private static KeysetHandle newKeys() {
        try {
            AeadConfig.register();
            return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ApplicationContextRunner instance(KeysetHandle keyset) {
        return Contexts.caching()
                .withBean(KeysetHandle.class, () -> keyset)
                .withPropertyValues(
                        "terrace.cache.redis.url=" + TestRedis.shared().url(),
                        "terrace.cache.namespace=" + namespace,
                        "terrace.cache.caches.tokens.policy=authentication");
    }

    private static Cache tokens(ApplicationContext context) {
        TerraceCacheManager manager = context.getBean(TerraceCacheManager.class);
        await().until(manager.runtime()::isConnected);
        return Objects.requireNonNull(manager.getCache("tokens"));
    }

    @Test
    void keysAndValuesAreReadableToWhoeverHasTheKeyAlone() {
        instance(keys).withPropertyValues("terrace.cache.encryption.keys=true").run(one -> {
            tokens(one).put(KEY, VALUE);
            assertThat(inRedis()).hasSizeGreaterThan(100).doesNotContain(KEY, VALUE);
            instance(keys)
                    .withPropertyValues("terrace.cache.encryption.keys=true")
                    .run(two -> assertThat(tokens(two).get(KEY, String.class)).isEqualTo(VALUE));
            instance(newKeys())
                    .withPropertyValues("terrace.cache.encryption.keys=true")
                    .run(stranger -> assertThat(tokens(stranger).get(KEY)).isNull());
        });
    }

    @Test
    void aPersonIsNotToldDigestsForKeys() {
        instance(keys).withPropertyValues("terrace.cache.encryption.keys=true").run(one -> {
            tokens(one).put(KEY, VALUE);
            TerraceCacheManager manager = one.getBean(TerraceCacheManager.class);
            EndpointCaches caches = new EndpointCaches(manager);
            assertThatThrownBy(() -> caches.withPlainKeys("tokens"))
                    .isInstanceOf(EndpointRefusal.class)
                    .hasMessageContaining("terrace.cache.encryption.keys");
            CacheInspection inspection = caches.existing("tokens").inspection();
            KeyView view = EndpointCaches.await(inspection.find("'" + KEY + "'"));
            assertThat(view.near()).isNotNull();
            assertThat(view.remote()).as("by the digest of the text").isNotNull();
            assertThat(EndpointCaches.await(inspection.evict("'" + KEY + "'")))
                    .isEqualTo(new CacheInspection.Outcome(true, true));
            assertThat(tokens(one).get(KEY)).isNull();
        });
    }

    /** The search would find them. */
    @Test
    void withoutEncryptionTheyAreThereToRead() {
        instance(keys)
                .withPropertyValues("terrace.cache.policies.authentication.encryption=false")
                .run(one -> {
                    tokens(one).put(KEY, VALUE);
                    assertThat(inRedis()).contains(KEY, VALUE);
                });
    }

    /** The names of all keys of the namespace, and what is in its strings and hashes. */
    private String inRedis() {
        Config config = new Config();
        config.useSingleServer().setAddress(TestRedis.shared().url());
        RedissonClient client = Redisson.create(config);
        try {
            StringBuilder text = new StringBuilder();
            for (String name : client.getKeys().getKeys()) {
                if (name.contains(namespace)) {
                    text.append(name).append(content(client, name));
                }
            }
            return text.toString();
        } finally {
            client.shutdown();
        }
    }

    private static String content(RedissonClient client, String name) {
        StringBuilder text = new StringBuilder();
        RType type = client.getKeys().getType(name);
        if (type == RType.OBJECT) {
            text.append(latin(
                    client.<byte[]>getBucket(name, ByteArrayCodec.INSTANCE).get()));
        } else if (type == RType.MAP) {
            client.<byte[], byte[]>getMap(name, ByteArrayCodec.INSTANCE)
                    .readAllMap()
                    .forEach((field, value) -> text.append(latin(field)).append(latin(value)));
        }
        return text.toString();
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

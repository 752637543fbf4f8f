package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.codec.Encryption;
import dev.terrace.cache.engine.RemoteNames;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.io.Resource;
import org.springframework.util.ClassUtils;

/**
 * With what the values of a namespace are encrypted, if with anything, and whether its keys are as well: a bean of type
 * {@link Encryption}, else the keyset of the properties, else a keyset of Tink that is a bean.
 *
 * @param encryption null if there is no key
 */
record NamespaceKey(@Nullable Encryption encryption, boolean ofKeys) {

    private static final String PROPERTY = "terrace.cache.encryption.keyset";

    static final ConfigurationPropertyName NAME = ConfigurationPropertyName.of(PROPERTY);

    NamespaceKey {
        if (ofKeys && encryption == null) {
            throw new CacheConfigurationException(
                    "'terrace.cache.encryption.keys' (true) needs a key, and there is none",
                    "set '%s', or add a bean of type Encryption or KeysetHandle".formatted(PROPERTY));
        }
    }

    /** @throws CacheConfigurationException if the keyset cannot be used, or a key is needed and there is none */
    static NamespaceKey of(BeanFactory beans, TerraceCacheProperties.Encrypting settings, String namespace) {
        return new NamespaceKey(encryption(beans, settings.keyset(), namespace), settings.keys());
    }

    private static @Nullable Encryption encryption(BeanFactory beans, @Nullable Resource keyset, String namespace) {
        Encryption own = beans.getBeanProvider(Encryption.class).getIfAvailable();
        if (own != null) {
            return own;
        }
        boolean tink = ClassUtils.isPresent("com.google.crypto.tink.KeysetHandle", ClassUtils.getDefaultClassLoader());
        if (keyset == null) {
            return tink ? TinkKeys.ofBean(PROPERTY, beans, namespace) : null;
        }
        requirePlace(keyset);
        if (!tink) {
            throw new CacheConfigurationException(
                    "'%s' (%s) is for Tink, which is missing".formatted(PROPERTY, keyset.getDescription()),
                    "add com.google.crypto.tink:tink");
        }
        return TinkKeys.read(PROPERTY, keyset, namespace);
    }

    /** A keyset that was written in place of its own place is a secret, which neither a message nor a cause may quote. */
    private static void requirePlace(Resource keyset) {
        if (keyset.getDescription().contains("{")) {
            throw new CacheConfigurationException(
                    "'%s' holds a keyset itself".formatted(PROPERTY),
                    "write where it is, such as file:/run/secrets/cache-keyset.json");
        }
    }

    /** How keys and tags are named in Redis. */
    RemoteNames names() {
        return ofKeys && encryption != null ? RemoteNames.digested(encryption) : RemoteNames.PLAIN;
    }
}

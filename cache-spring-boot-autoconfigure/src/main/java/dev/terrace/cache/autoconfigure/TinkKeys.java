package dev.terrace.cache.autoconfigure;

import com.google.crypto.tink.KeysetHandle;
import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.codec.Encryption;
import dev.terrace.cache.codec.TinkEncryption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.core.io.Resource;

/** Keys of Tink; used only if it is there. No message says what is in a keyset. */
final class TinkKeys {

    private TinkKeys() {}

    /** Under the keyset that the application has as a bean; null if it has none. */
    static @Nullable Encryption ofBean(String property, BeanFactory beans, String namespace) {
        KeysetHandle keys = only(property, beans);
        if (keys == null) {
            return null;
        }
        try {
            return new TinkEncryption(keys, namespace);
        } catch (CacheConfigurationException e) {
            throw new CacheConfigurationException(
                    "The KeysetHandle bean '%s' cannot be used: %s".formatted(nameOf(keys, beans), e.valueAndReason()),
                    "if it is not for caches, set '%s' or add a bean of type Encryption, which come before it; else %s"
                            .formatted(property, e.remedy()),
                    e);
        }
    }

    private static @Nullable KeysetHandle only(String property, BeanFactory beans) {
        try {
            return beans.getBeanProvider(KeysetHandle.class).getIfAvailable();
        } catch (NoUniqueBeanDefinitionException e) {
            List<String> names = e.getBeanNamesFound() != null ? List.copyOf(e.getBeanNamesFound()) : List.of();
            throw new CacheConfigurationException(
                    "There are several KeysetHandle beans, %s, and none is primary".formatted(names),
                    "set '%s', add a bean of type Encryption, or mark one as @Primary".formatted(property));
        }
    }

    private static String nameOf(KeysetHandle keys, BeanFactory beans) {
        Map<String, KeysetHandle> all = beans instanceof ListableBeanFactory listable
                ? BeanFactoryUtils.beansOfTypeIncludingAncestors(listable, KeysetHandle.class)
                : Map.of();
        return all.entrySet().stream()
                .filter(bean -> bean.getValue() == keys)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("?");
    }

    /** Under the keyset in this resource. */
    static Encryption read(String property, Resource keyset, String namespace) {
        try {
            return TinkEncryption.parse(keyset.getContentAsString(StandardCharsets.UTF_8), namespace);
        } catch (IOException e) {
            throw new CacheConfigurationException(
                    "'%s' (%s) cannot be read".formatted(property, keyset.getDescription()),
                    "write where a keyset of Tink in JSON is, such as file:/run/secrets/cache-keyset.json",
                    e);
        } catch (CacheConfigurationException e) {
            throw new CacheConfigurationException(
                    "'%s' (%s) cannot be used: %s".formatted(property, keyset.getDescription(), e.valueAndReason()),
                    e.remedy(),
                    e);
        }
    }
}

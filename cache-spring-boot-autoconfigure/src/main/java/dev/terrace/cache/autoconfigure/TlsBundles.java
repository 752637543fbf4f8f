package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.redis.RedisSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** Boot's SSL bundles as the core understands them. */
final class TlsBundles {

    private final @Nullable SslBundles bundles;

    TlsBundles(@Nullable SslBundles bundles) {
        this.bundles = bundles;
    }

    static RedisSettings.@Nullable Tls of(@Nullable SslBundle bundle) {
        if (bundle == null) {
            return null;
        }
        return new RedisSettings.Tls(
                bundle.getManagers().getTrustManagerFactory(),
                bundle.getManagers().getKeyManagerFactory(),
                listOf(bundle.getOptions().getEnabledProtocols()),
                listOf(bundle.getOptions().getCiphers()));
    }

    private static List<String> listOf(String @Nullable [] values) {
        return values != null ? List.of(values) : List.of();
    }

    /**
     * What a URL and the settings beside it ask for.
     *
     * @param prefix the prefix of the settings
     * @param byUrl whether the URL asks for TLS; null if there is no URL
     * @throws CacheConfigurationException if they disagree, or there is no such bundle
     */
    RedisSettings.@Nullable Tls of(String prefix, RedisProperties.Ssl ssl, @Nullable Boolean byUrl) {
        boolean off = Boolean.FALSE.equals(ssl.enabled());
        if (off && Boolean.TRUE.equals(byUrl)) {
            throw new CacheConfigurationException(
                    "'%s.ssl.enabled' (false) contradicts the URL, which begins with rediss://".formatted(prefix),
                    "remove it, or begin the URL with redis://");
        }
        if (off) {
            return null;
        }
        if (ssl.bundle() != null && !ssl.bundle().isBlank()) {
            return of(bundle(prefix, ssl.bundle()));
        }
        boolean on = Boolean.TRUE.equals(ssl.enabled()) || Boolean.TRUE.equals(byUrl);
        return on ? new RedisSettings.Tls(null, null, List.of(), List.of()) : null;
    }

    private SslBundle bundle(String prefix, String name) {
        try {
            if (bundles != null) {
                return bundles.getBundle(name);
            }
        } catch (NoSuchSslBundleException e) {
            // Said below, with the name of the property.
        }
        throw new CacheConfigurationException(
                "'%s.ssl.bundle' (%s) is not an SSL bundle of this application".formatted(prefix, name),
                "declare it below 'spring.ssl.bundle'");
    }
}

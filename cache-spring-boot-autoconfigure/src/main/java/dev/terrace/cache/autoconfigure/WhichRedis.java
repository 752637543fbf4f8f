package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.redis.RedisServers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Decides which Redis the caches use: that of a connection details bean, else of {@code terrace.cache.redis}, else of a Redisson
 * client, else of {@code spring.data.redis}, else none.
 */
final class WhichRedis {

    private static final String PREFIX = "terrace.cache.redis";
    private static final boolean DATA_REDIS = ClassUtils.isPresent(
            "org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails",
            WhichRedis.class.getClassLoader());

    private final @Nullable RedisPlace place;

    WhichRedis(BeanFactory beans, Environment environment, RedisProperties properties) {
        TlsBundles bundles =
                new TlsBundles(beans.getBeanProvider(SslBundles.class).getIfAvailable());
        this.place = find(beans, new RedisByProperties(PREFIX, properties, bundles), environment);
    }

    /** The place, or null if there is no Redis. */
    @Nullable
    RedisPlace place() {
        return place;
    }

    private static @Nullable RedisPlace find(BeanFactory beans, RedisByProperties own, Environment environment) {
        RedisPlace provided = provided(beans);
        if (provided != null) {
            return provided;
        }
        if (own.properties().namesServer()) {
            return own.place();
        }
        RedisPlace ofClient = ofClient(beans);
        return ofClient != null ? ofClient : springData(beans, new RedisBySpringData(environment, own.bundles()));
    }

    private static @Nullable RedisPlace provided(BeanFactory beans) {
        TerraceRedisConnectionDetails details =
                beans.getBeanProvider(TerraceRedisConnectionDetails.class).getIfAvailable();
        if (details != null) {
            return new RedisPlace(
                    details.getServers(),
                    details.getUsername(),
                    details.getPassword(),
                    TlsBundles.of(details.getSslBundle()),
                    "the TerraceRedisConnectionDetails bean");
        }
        return DATA_REDIS ? RedisByDataRedis.provided(beans) : null;
    }

    private static @Nullable RedisPlace ofClient(BeanFactory beans) {
        try {
            RedissonClient client = beans.getBeanProvider(RedissonClient.class).getIfAvailable();
            return client != null
                    ? new RedisPlace(
                            new RedisServers.OfClient(client.getConfig()), null, null, null, "the RedissonClient bean")
                    : null;
        } catch (NoUniqueBeanDefinitionException e) {
            List<String> names = e.getBeanNamesFound() != null ? List.copyOf(e.getBeanNamesFound()) : List.of();
            throw new CacheConfigurationException(
                    "There are several RedissonClient beans, %s, and none is primary".formatted(names),
                    "mark one as @Primary, or set 'terrace.cache.redis.url'");
        }
    }

    private static @Nullable RedisPlace springData(BeanFactory beans, RedisBySpringData properties) {
        if (!properties.isSet()) {
            return null;
        }
        RedisPlace byBoot = DATA_REDIS ? RedisByDataRedis.ofProperties(beans) : null;
        return byBoot != null ? byBoot : properties.place();
    }
}

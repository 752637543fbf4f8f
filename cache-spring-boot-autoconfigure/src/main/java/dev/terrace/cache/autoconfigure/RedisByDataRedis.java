package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.redis.RedisServers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;

/** Reads where Redis is from the connection details of Boot's own Redis module, which may not be on the class path. */
final class RedisByDataRedis {

    private static final String OF_PROPERTIES =
            "org.springframework.boot.data.redis.autoconfigure.PropertiesDataRedisConnectionDetails";

    private RedisByDataRedis() {}

    /** The details that someone provides, or null. */
    static @Nullable RedisPlace provided(BeanFactory beans) {
        DataRedisConnectionDetails details =
                beans.getBeanProvider(DataRedisConnectionDetails.class).getIfAvailable();
        return details != null && !details.getClass().getName().equals(OF_PROPERTIES)
                ? place(details, "the DataRedisConnectionDetails bean")
                : null;
    }

    /** The details that Boot made from its properties, or null. */
    static @Nullable RedisPlace ofProperties(BeanFactory beans) {
        DataRedisConnectionDetails details =
                beans.getBeanProvider(DataRedisConnectionDetails.class).getIfAvailable();
        return details != null ? place(details, "'spring.data.redis'") : null;
    }

    private static RedisPlace place(DataRedisConnectionDetails details, String source) {
        return new RedisPlace(
                PropertyNames.below("spring.data", () -> servers(details, source)),
                details.getUsername(),
                details.getPassword(),
                TlsBundles.of(details.getSslBundle()),
                source);
    }

    private static RedisServers servers(DataRedisConnectionDetails details, String source) {
        Sentinel sentinel = details.getSentinel();
        if (sentinel != null) {
            return new RedisServers.Sentinel(
                    sentinel.getMaster(),
                    addresses(sentinel.getNodes()),
                    sentinel.getDatabase(),
                    sentinel.getUsername(),
                    sentinel.getPassword());
        }
        Cluster cluster = details.getCluster();
        if (cluster != null) {
            return new RedisServers.Cluster(addresses(cluster.getNodes()));
        }
        if (details.getMasterReplica() != null) {
            throw masterReplica(source);
        }
        Standalone standalone = details.getStandalone();
        if (standalone == null) {
            throw new CacheConfigurationException(
                    "Where Redis is, by %s, is not said".formatted(source), "set 'terrace.cache.redis.url'");
        }
        return new RedisServers.Single(
                RedisByProperties.address(standalone.getHost(), standalone.getPort()), standalone.getDatabase());
    }

    static CacheConfigurationException masterReplica(String source) {
        return new CacheConfigurationException(
                "Redis, by %s, is a static list of a primary and its replicas, which the cache cannot follow when they change roles"
                        .formatted(source),
                "set 'terrace.cache.redis.url' to the primary, or 'terrace.cache.redis.sentinel' to its Sentinels");
    }

    private static List<String> addresses(List<Node> nodes) {
        return nodes.stream()
                .map(node -> RedisByProperties.address(node.host(), node.port()))
                .toList();
    }
}

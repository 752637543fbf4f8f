package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads where Redis is from properties.
 *
 * @param prefix the prefix of the properties
 * @param properties their values
 * @param bundles finds SSL bundles
 */
record RedisByProperties(String prefix, RedisProperties properties, TlsBundles bundles) {

    private static final String LOCALHOST = "localhost";
    private static final int PORT = 6379;

    /** @throws CacheConfigurationException if they contradict each other or are malformed */
    RedisPlace place() {
        requireOneWay();
        String text = properties.url();
        RedisUrl url = text != null ? RedisUrl.parse(prefix + ".url", text) : null;
        String username = only("username", url != null ? url.username() : null, properties.username());
        String password = only("password", url != null ? url.password() : null, properties.password());
        Integer database = only("database", url != null ? url.database() : null, properties.database());
        RedisSettings.Tls tls = bundles.of(prefix, properties.ssl(), url != null ? url.tls() : null);
        RedisServers servers = PropertyNames.rename(
                () -> url != null ? single("url", url.address(), database) : servers(database), this::fullName);
        return new RedisPlace(servers, username, password, tls, "'%s'".formatted(prefix));
    }

    private String fullName(String name) {
        return name.startsWith("redis.") ? prefix + name.substring("redis".length()) : name;
    }

    private void requireOneWay() {
        Map<String, String> ways = new LinkedHashMap<>();
        if (properties.url() != null) {
            ways.put("url", RedisUrl.withoutCredentials(properties.url()));
        }
        if (properties.host() != null) {
            ways.put("host", properties.host());
        } else if (properties.port() != null) {
            ways.put("port", properties.port().toString());
        }
        if (properties.cluster() != null) {
            ways.put("cluster.nodes", properties.cluster().nodes().toString());
        }
        if (properties.sentinel() != null) {
            ways.put("sentinel.nodes", properties.sentinel().nodes().toString());
        }
        if (ways.size() > 1) {
            throw new CacheConfigurationException(
                    ways.entrySet().stream()
                                    .map(way -> "'%s.%s' (%s)".formatted(prefix, way.getKey(), way.getValue()))
                                    .collect(Collectors.joining(" and "))
                            + " name different servers",
                    "keep one of them");
        }
    }

    private RedisServers servers(@Nullable Integer database) {
        if (properties.cluster() != null) {
            if (database != null && database != 0) {
                throw new CacheConfigurationException(
                        "'redis.database' (%d) is not possible with 'redis.cluster.nodes', since a cluster has one database"
                                .formatted(database),
                        "remove it");
            }
            return new RedisServers.Cluster(properties.cluster().nodes());
        }
        RedisProperties.Sentinel sentinel = properties.sentinel();
        if (sentinel != null) {
            return new RedisServers.Sentinel(
                    sentinel.master() != null ? sentinel.master() : "",
                    sentinel.nodes(),
                    orZero(database),
                    sentinel.username(),
                    sentinel.password());
        }
        String host = properties.host() != null ? properties.host().strip() : LOCALHOST;
        int port = properties.port() != null ? properties.port() : PORT;
        return single(properties.host() != null ? "host" : "port", address(host, port), database);
    }

    static String address(String host, int port) {
        boolean bareIpV6 = host.contains(":") && !host.startsWith("[");
        return (bareIpV6 ? "[" + host + "]" : host) + ":" + port;
    }

    private static RedisServers single(String property, String address, @Nullable Integer database) {
        return PropertyNames.rename(
                () -> new RedisServers.Single(address, orZero(database)),
                name -> "redis.url".equals(name) ? "redis." + property : name);
    }

    private static int orZero(@Nullable Integer database) {
        return database != null ? database : 0;
    }

    /** What the URL says or the property beside it, but not both. */
    private <T> @Nullable T only(String property, @Nullable T byUrl, @Nullable T byProperty) {
        if (byUrl != null && byProperty != null) {
            throw new CacheConfigurationException(
                    "'%s.%s' is set, and '%s.url' (%s) has one too"
                            .formatted(
                                    prefix,
                                    property,
                                    prefix,
                                    RedisUrl.withoutCredentials(String.valueOf(properties.url()))),
                    "keep one of them");
        }
        return byUrl != null ? byUrl : byProperty;
    }
}

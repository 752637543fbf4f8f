package dev.terrace.cache.redis;

import dev.terrace.cache.CacheConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;

/** Where the servers are. Addresses have the form {@code host:port}. */
public sealed interface RedisServers {

    /** One server, or one address behind which a provider keeps several. */
    record Single(String address, int database) implements RedisServers {
        public Single {
            requireAddress("redis.url", address);
            if (database < 0) {
                throw new CacheConfigurationException(
                        "'redis.database' (%d) must not be negative".formatted(database), "databases count from 0");
            }
        }
    }

    /**
     * A primary and its replicas, watched by Sentinels.
     *
     * @param username the user at the Sentinels, or null
     * @param password the password at the Sentinels, or null
     */
    record Sentinel(
            String master,
            List<String> nodes,
            int database,
            @Nullable String username,
            @Nullable String password) implements RedisServers {
        public Sentinel {
            nodes = List.copyOf(nodes);
            if (master.isBlank() || nodes.isEmpty()) {
                throw new CacheConfigurationException(
                        "'redis.sentinel' needs a master and at least one node",
                        "set 'redis.sentinel.master' and 'redis.sentinel.nodes'");
            }
            nodes.forEach(node -> requireAddress("redis.sentinel.nodes", node));
        }

        @Override
        public String toString() {
            return "Sentinel[master=%s, nodes=%s, database=%d]".formatted(master, nodes, database);
        }
    }

    /** A Redis Cluster, found through any of these nodes. */
    record Cluster(List<String> nodes) implements RedisServers {
        public Cluster {
            nodes = List.copyOf(nodes);
            if (nodes.isEmpty()) {
                throw new CacheConfigurationException("'redis.cluster.nodes' is empty", "name at least one node");
            }
            nodes.forEach(node -> requireAddress("redis.cluster.nodes", node));
        }
    }

    /** Those of another Redisson client, whose configuration is copied. */
    record OfClient(Config config) implements RedisServers {}

    private static void requireAddress(String property, String address) {
        try {
            URI uri = new URI("redis://" + address);
            if (uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= 65535 && uri.getUserInfo() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Said below, in the words of the property.
        }
        throw new CacheConfigurationException(
                "'%s' (%s) is not an address".formatted(property, address), "write host:port, such as localhost:6379");
    }
}

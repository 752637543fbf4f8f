package dev.terrace.cache.autoconfigure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Redis is and how long to wait for it.
 *
 * @param url The address of one server, such as redis://user:password@host:6379/0, or rediss:// for TLS.
 * @param host The host of one server, instead of a URL.
 * @param port The port of one server, instead of a URL.
 * @param cluster The nodes of a Redis Cluster, instead of a URL.
 * @param sentinel The Sentinels that know the primary, instead of a URL.
 * @param username The ACL user.
 * @param password The password.
 * @param database The database; not for a cluster.
 * @param clientName The name that CLIENT LIST shows.
 * @param ssl How connections are encrypted.
 * @param connectTimeout How long making a connection may take.
 * @param timeout How long one operation may take.
 * @param pool The connections.
 */
record RedisProperties(
        @Nullable String url,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable Cluster cluster,
        @Nullable Sentinel sentinel,
        @Nullable String username,
        @Nullable String password,
        @Nullable Integer database,
        @Nullable String clientName,
        @DefaultValue Ssl ssl,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("300ms") Duration timeout,
        @DefaultValue Pool pool) {

    /**
     * A Redis Cluster.
     *
     * @param nodes Some of its nodes, as host:port; the others are found through them.
     */
    record Cluster(@DefaultValue List<String> nodes) {}

    /**
     * Sentinels.
     *
     * @param master The name of the primary.
     * @param nodes The Sentinels, as host:port.
     * @param username The user at the Sentinels.
     * @param password The password at the Sentinels.
     */
    record Sentinel(
            @Nullable String master,
            @DefaultValue List<String> nodes,
            @Nullable String username,
            @Nullable String password) {

        @Override
        public String toString() {
            return "Sentinel[master=%s, nodes=%s]".formatted(master, nodes);
        }
    }

    /**
     * Encryption.
     *
     * @param enabled Whether connections are encrypted. By default they are if a bundle is named, or the URL begins with
     *     rediss.
     * @param bundle The SSL bundle whose keys are used.
     */
    record Ssl(@Nullable Boolean enabled, @Nullable String bundle) {}

    /**
     * Connections.
     *
     * @param size The greatest number of connections.
     */
    record Pool(@DefaultValue("24") int size) {}

    /** Whether anything says where Redis is or who we are there, as opposed to how long to wait. */
    boolean namesServer() {
        return url != null
                || host != null
                || port != null
                || cluster != null
                || sentinel != null
                || username != null
                || password != null
                || database != null
                || ssl.enabled() != null
                || ssl.bundle() != null;
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return "RedisProperties[host=%s, port=%s, cluster=%s, sentinel=%s]".formatted(host, port, cluster, sentinel);
    }
}

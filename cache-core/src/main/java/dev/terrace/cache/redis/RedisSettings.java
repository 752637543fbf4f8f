package dev.terrace.cache.redis;

import dev.terrace.cache.CacheConfigurationException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;

/**
 * How to reach Redis and how long to wait for it.
 *
 * @param servers where it is
 * @param username the ACL user; null for the default user
 * @param password its password, or null
 * @param clientName what CLIENT LIST shows, or null
 * @param tls the keys of TLS connections; null for plain ones
 * @param connectTimeout how long making a connection may take
 * @param timeout how long one operation may take
 * @param poolSize connections, at most
 * @param laneCount how many key lanes a new namespace has; null for 64 on a cluster and 1 elsewhere
 * @param durability which replicas an invalidation waits for; null for none
 */
public record RedisSettings(
        RedisServers servers,
        @Nullable String username,
        @Nullable String password,
        @Nullable String clientName,
        @Nullable Tls tls,
        Duration connectTimeout,
        Duration timeout,
        int poolSize,
        @Nullable Integer laneCount,
        @Nullable Durability durability) {

    private static final int MAXIMUM_LANES = 4096;

    /** A server that stalls for a moment is not to be met by new connections of everybody. */
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(2);

    /** The lanes of a cluster: enough that each of many primaries gets some. */
    private static final int CLUSTER_LANES = 64;

    public RedisSettings {
        requirePositive("redis.connect-timeout", connectTimeout);
        requirePositive("redis.timeout", timeout);
        if (poolSize < 1) {
            throw new CacheConfigurationException(
                    "'redis.pool.size' (%d) must be at least 1".formatted(poolSize), "24 is the default");
        }
        if (laneCount != null && (laneCount < 1 || laneCount > MAXIMUM_LANES)) {
            throw new CacheConfigurationException(
                    "'coherence.lanes' (%d) must be between 1 and %d".formatted(laneCount, MAXIMUM_LANES),
                    "leave it out, or write 64 for a cluster of up to some ten primaries");
        }
    }

    /** With as many lanes as the servers need, and without waiting for replicas. */
    public RedisSettings(
            RedisServers servers,
            @Nullable String username,
            @Nullable String password,
            @Nullable String clientName,
            @Nullable Tls tls,
            Duration connectTimeout,
            Duration timeout,
            int poolSize) {
        this(servers, username, password, clientName, tls, connectTimeout, timeout, poolSize, null, null);
    }

    /** One server without a password, with the default timeouts. */
    public static RedisSettings of(String address) {
        return new RedisSettings(
                new RedisServers.Single(address, 0),
                null,
                null,
                null,
                null,
                Duration.ofSeconds(2),
                Duration.ofMillis(300),
                24);
    }

    /**
     * The keys of TLS connections.
     *
     * @param trust whom to trust; null for the platform's default
     * @param keys who we are; null for nobody
     * @param protocols the protocols to offer; empty for the platform's default
     * @param ciphers the ciphers to offer; empty for the platform's default
     */
    public record Tls(
            @Nullable TrustManagerFactory trust,
            @Nullable KeyManagerFactory keys,
            List<String> protocols,
            List<String> ciphers) {
        public Tls {
            protocols = List.copyOf(protocols);
            ciphers = List.copyOf(ciphers);
        }
    }

    /** These, with so many lanes. */
    public RedisSettings withLanes(int lanes) {
        return new RedisSettings(
                servers, username, password, clientName, tls, connectTimeout, timeout, poolSize, lanes, durability);
    }

    /** These, with invalidations that wait for replicas. */
    public RedisSettings withDurability(Durability wanted) {
        return new RedisSettings(
                servers, username, password, clientName, tls, connectTimeout, timeout, poolSize, laneCount, wanted);
    }

    int lanes() {
        if (laneCount != null) {
            return laneCount;
        }
        boolean cluster = servers instanceof RedisServers.Cluster
                || (servers instanceof RedisServers.OfClient copied
                        && copied.config().isClusterConfig());
        return cluster ? CLUSTER_LANES : 1;
    }

    /** How long a write of values waits for replicas: an operation that waits in vain is still one in time. */
    Duration waitForReplicas() {
        Duration half = timeout.dividedBy(2);
        return half.toMillis() > 0 ? half : Duration.ofMillis(1);
    }

    /** After so long without a byte in return a connection is dead, whatever was asked. */
    Duration longestSilence() {
        Duration wait = durability != null ? durability.timeout() : Duration.ZERO;
        Duration least = timeout.plus(wait).multipliedBy(2);
        return least.compareTo(SHORTEST_SILENCE) > 0 ? least : SHORTEST_SILENCE;
    }

    boolean throughSentinels() {
        return servers instanceof RedisServers.Sentinel
                || (servers instanceof RedisServers.OfClient copied
                        && copied.config().isSentinelConfig());
    }

    Config toConfig() {
        return new RedissonConfig(this).build();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RedisSettings[servers=%s, tls=%s, connectTimeout=%s, timeout=%s]"
                .formatted(servers, tls != null, connectTimeout, timeout);
    }

    static void requirePositive(String property, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new CacheConfigurationException(
                    "'%s' (%s) must be positive".formatted(property, duration), "write a duration such as 300ms");
        }
        if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(Duration.ofHours(1)) > 0) {
            throw new CacheConfigurationException(
                    "'%s' (%s) must be at least 1ms and at most 1h".formatted(property, duration),
                    "write a duration such as 300ms");
        }
    }
}

package dev.terrace.cache.redis;

import dev.terrace.cache.CacheConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.ClusterServersConfig;
import org.redisson.config.Config;
import org.redisson.config.EqualJitterDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SentinelServersConfig;
import org.redisson.config.SingleServerConfig;
import org.redisson.config.SubscriptionMode;

/**
 * The configuration of our Redisson client. It connects with the first command, never retries (the protocol does), reads from
 * primaries, notices dead connections, reconnects quickly, and has few threads: Redisson's defaults oversubscribe a small machine.
 * References to Redisson objects, which we never store, are off: to be ready for them it loads every interface of its API thrice.
 */
final class RedissonConfig {

    private static final int MAXIMUM_THREADS = 8;
    private static final Duration FIRST_RECONNECTION = Duration.ofMillis(100);
    private static final Duration LONGEST_RECONNECTION = Duration.ofSeconds(1);

    /** How often Redisson asks who is a primary: until then it goes on with one that is none any more. */
    private static final int SCAN_MILLIS = 1_000;

    private final RedisSettings settings;
    private final String scheme;

    RedissonConfig(RedisSettings settings) {
        this.settings = settings;
        this.scheme = settings.tls() != null ? "rediss://" : "redis://";
    }

    Config build() {
        RedisServers servers = settings.servers();
        Config config = servers instanceof RedisServers.OfClient copied ? new Config(copied.config()) : new Config();
        common(config);
        if (servers instanceof RedisServers.Single single) {
            SingleServerConfig server = config.useSingleServer();
            server.setAddress(scheme + single.address()).setDatabase(single.database());
            single(server);
        } else if (servers instanceof RedisServers.Sentinel sentinel) {
            SentinelServersConfig server = config.useSentinelServers();
            server.setMasterName(sentinel.master())
                    .setDatabase(sentinel.database())
                    .setSentinelUsername(sentinel.username())
                    .setSentinelPassword(sentinel.password());
            forEachUri(sentinel.nodes(), server::addSentinelAddress);
            sentinels(server);
        } else if (servers instanceof RedisServers.Cluster cluster) {
            ClusterServersConfig server = config.useClusterServers();
            forEachUri(cluster.nodes(), server::addNodeAddress);
            cluster(server);
        } else {
            copied(config);
        }
        return config;
    }

    private void common(Config config) {
        int threads = Math.max(2, Math.min(MAXIMUM_THREADS, Runtime.getRuntime().availableProcessors()));
        config.setThreads(threads)
                .setNettyThreads(threads)
                .setCodec(ByteArrayCodec.INSTANCE)
                .setUseScriptCache(true)
                .setLazyInitialization(true)
                .setExecutor(null)
                .setEventLoopGroup(null)
                .setNettyExecutor(null)
                .setNettyHook(new SilentConnections(settings.longestSilence(), config.getNettyHook()))
                .setReferenceEnabled(false);
        if (settings.username() != null) {
            config.setUsername(settings.username());
        }
        if (settings.password() != null) {
            config.setPassword(settings.password());
        }
        if (settings.tls() != null) {
            tls(config, settings.tls());
        }
    }

    private static void tls(Config config, RedisSettings.Tls tls) {
        if (tls.trust() != null) {
            config.setSslTrustManagerFactory(tls.trust());
        }
        if (tls.keys() != null) {
            config.setSslKeyManagerFactory(tls.keys());
        }
        if (!tls.protocols().isEmpty()) {
            config.setSslProtocols(tls.protocols().toArray(String[]::new));
        }
        if (!tls.ciphers().isEmpty()) {
            config.setSslCiphers(tls.ciphers().toArray(String[]::new));
        }
    }

    /** What the other client's servers are stays; how we talk to them is ours. */
    private void copied(Config config) {
        if (config.isSingleConfig()) {
            single(config.useSingleServer());
        } else if (config.isClusterConfig()) {
            cluster(config.useClusterServers());
        } else if (config.isSentinelConfig()) {
            sentinels(config.useSentinelServers());
        } else {
            throw new CacheConfigurationException(
                    "The RedissonClient bean is neither for a single server nor for Sentinels nor for a cluster",
                    "set 'terrace.cache.redis.url' to the primary");
        }
    }

    private void single(SingleServerConfig server) {
        timeouts(server);
        server.setConnectionPoolSize(settings.poolSize())
                .setConnectionMinimumIdleSize(1)
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(1);
    }

    /** One Sentinel that answers is enough to begin: with two of three away, Redis itself works as ever. */
    private void sentinels(SentinelServersConfig servers) {
        replicated(servers);
        servers.setScanInterval(SCAN_MILLIS).setCheckSentinelsList(false);
    }

    private void cluster(ClusterServersConfig servers) {
        replicated(servers);
        servers.setScanInterval(SCAN_MILLIS);
    }

    private void replicated(BaseMasterSlaveServersConfig<?> servers) {
        timeouts(servers);
        servers.setReadMode(ReadMode.MASTER)
                .setSubscriptionMode(SubscriptionMode.MASTER)
                .setMasterConnectionPoolSize(settings.poolSize())
                .setMasterConnectionMinimumIdleSize(1)
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(1);
    }

    private void timeouts(BaseConfig<?> servers) {
        servers.setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setTimeout((int) settings.timeout().toMillis())
                .setRetryAttempts(0)
                .setReconnectionDelay(new EqualJitterDelay(FIRST_RECONNECTION, LONGEST_RECONNECTION))
                .setClientName(settings.clientName());
    }

    private void forEachUri(List<String> nodes, Consumer<String> use) {
        nodes.forEach(node -> use.accept(scheme + node));
    }
}

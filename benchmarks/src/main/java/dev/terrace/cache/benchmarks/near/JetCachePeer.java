package dev.terrace.cache.benchmarks.near;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheConsts;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.JetCacheCodec;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.NotifyMonitorInstaller;
import com.alicp.jetcache.template.QuickConfig;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.Map;

/** JetCache with what its auto-configuration chooses: keys by Fastjson, values by Java's serialization, no statistics. */
final class JetCachePeer implements AutoCloseable {

    private static final String CHANNEL = "jetcache";

    private final RedisClient client;
    private final SimpleCacheManager manager = new SimpleCacheManager();

    JetCachePeer(String redis) {
        client = RedisClient.create("redis://" + redis);
        Map<String, CacheBuilder> remotes = remotes(client);
        CacheBuilderTemplate template = new CacheBuilderTemplate(false, locals(), remotes);
        template.getCacheMonitorInstallers().add(new NotifyMonitorInstaller(remotes::get));
        manager.setCacheBuilderTemplate(template);
    }

    static Map<String, CacheBuilder> locals() {
        return Map.of(
                CacheConsts.DEFAULT_AREA,
                CaffeineCacheBuilder.createCaffeineCacheBuilder().keyConvertor(Fastjson2KeyConvertor.INSTANCE));
    }

    @SuppressWarnings("unchecked")
    static Map<String, CacheBuilder> remotes(RedisClient client) {
        return Map.of(
                CacheConsts.DEFAULT_AREA,
                RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                        .redisClient(client)
                        .connection(client.connect(new JetCacheCodec()))
                        .pubSubConnection(client.connectPubSub(new JetCacheCodec()))
                        .broadcastChannel(CHANNEL)
                        .keyConvertor(Fastjson2KeyConvertor.INSTANCE)
                        .valueEncoder(JavaValueEncoder.INSTANCE)
                        .valueDecoder(JavaValueDecoder.INSTANCE));
    }

    /**
     * A cache over both of its levels.
     *
     * @param broadcast whether other instances hear of what is written
     * @param guarded whether concurrent loads of a key in this process become one
     */
    <K> Cache<K, Object> twoLevel(String name, boolean broadcast, boolean guarded) {
        return manager.getOrCreateCache(QuickConfig.newBuilder(name)
                .cacheType(CacheType.BOTH)
                .localLimit(NearCache.BOUND)
                .expire(Duration.ofMinutes(NearCache.LIFE))
                .syncLocal(broadcast)
                .penetrationProtect(guarded)
                .build());
    }

    @Override
    public void close() {
        manager.close();
        client.shutdown();
    }
}

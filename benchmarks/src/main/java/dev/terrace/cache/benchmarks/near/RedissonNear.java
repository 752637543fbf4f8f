package dev.terrace.cache.benchmarks.near;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.time.Duration;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.api.options.LocalCachedMapOptions.CacheProvider;
import org.redisson.api.options.LocalCachedMapOptions.EvictionPolicy;
import org.redisson.config.Config;

/**
 * Redisson's map with a near tier: as it comes, which keeps everything for ever; on Caffeine, with the bound and the life that the
 * others have; and as it comes but for keys that it does not encode.
 */
final class RedissonNear implements NearCache {

    private final RedisProcess redis;
    private final RedissonClient client;
    private final RLocalCachedMap<Object, Object> map;

    RedissonNear(RedisProcess redis, String contestant) {
        this.redis = redis;
        Config config = new Config();
        config.useSingleServer().setAddress("redis://" + redis.address());
        client = Redisson.create(config);
        LocalCachedMapOptions<Object, Object> options = LocalCachedMapOptions.name("near");
        map = client.getLocalCachedMap(
                switch (contestant) {
                    case "redisson-local-caffeine" ->
                        options.cacheProvider(CacheProvider.CAFFEINE)
                                .evictionPolicy(EvictionPolicy.LFU)
                                .cacheSize(BOUND)
                                .timeToLive(Duration.ofMinutes(LIFE));
                    case "redisson-local-objects" -> options.useObjectAsCacheKey(true);
                    default -> options;
                });
    }

    @Override
    public Object get(Object key) {
        return map.get(key);
    }

    @Override
    public Object getOrLoad(Object key) {
        return map.computeIfAbsent(key, NearCache::unexpectedLoad);
    }

    @Override
    public void fill(Object key, Object value) {
        map.fastPut(key, value);
    }

    @Override
    public long missed() throws Exception {
        return redis.calls("hget");
    }

    @Override
    public void close() {
        client.shutdown();
    }
}

package dev.terrace.cache.benchmarks.near;

import com.alicp.jetcache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.terrace.cache.benchmarks.RedisProcess;
import java.util.function.Function;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.config.Config;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/** Contestants that load what they do not have. */
final class LoadingCaches {

    private LoadingCaches() {}

    /** A cache that loads. */
    record LoadingCache(Function<String, Object> reads, Runnable end) {}

    /** @param loader what each of them calls for a key that it does not have */
    static LoadingCache of(String contestant, RedisProcess redis, Function<String, Object> loader) throws Exception {
        return switch (contestant) {
            case "caffeine" -> caffeine(loader);
            case "terrace" -> terrace(redis, loader);
            case "spring-redis-json" -> springRedis(redis, loader);
            case "redisson-local" -> redisson(redis, loader);
            case "jetcache", "jetcache-protected" -> jetCache(redis, loader, contestant.endsWith("protected"));
            default -> throw new IllegalArgumentException(contestant);
        };
    }

    private static LoadingCache caffeine(Function<String, Object> loader) {
        com.github.benmanes.caffeine.cache.Cache<String, Object> cache =
                Caffeine.newBuilder().maximumSize(NearCache.BOUND).build();
        return new LoadingCache(key -> cache.get(key, loader), cache::invalidateAll);
    }

    private static LoadingCache terrace(RedisProcess redis, Function<String, Object> loader)
            throws InterruptedException {
        TerraceNear terrace = TerraceNear.metered(redis);
        return new LoadingCache(key -> terrace.cache().get(key, () -> loader.apply(key)), terrace::close);
    }

    /** As {@code @Cacheable(sync = true)} asks it, with the writer it has by default. */
    private static LoadingCache springRedis(RedisProcess redis, Function<String, Object> loader) {
        String[] hostAndPort = redis.address().split(":", 2);
        LettuceConnectionFactory connections = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(hostAndPort[0], Integer.parseInt(hostAndPort[1])));
        connections.afterPropertiesSet();
        connections.start();
        var json = GenericJacksonJsonRedisSerializer.builder()
                .enableUnsafeDefaultTyping()
                .build();
        RedisCacheManager caches = RedisCacheManager.builder(RedisCacheWriter.nonLockingRedisCacheWriter(connections))
                .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig()
                        .serializeValuesWith(SerializationPair.fromSerializer(json)))
                .build();
        caches.afterPropertiesSet();
        RedisCache cache = (RedisCache) caches.getCache("stampede");
        return new LoadingCache(key -> cache.get(key, () -> loader.apply(key)), connections::destroy);
    }

    private static LoadingCache redisson(RedisProcess redis, Function<String, Object> loader) {
        Config config = new Config();
        config.useSingleServer().setAddress("redis://" + redis.address());
        RedissonClient client = Redisson.create(config);
        LocalCachedMapOptions<String, Object> options = LocalCachedMapOptions.name("stampede");
        RLocalCachedMap<String, Object> map = client.getLocalCachedMap(options);
        return new LoadingCache(key -> map.computeIfAbsent(key, loader), client::shutdown);
    }

    /** @param guarded whether concurrent loads of a key become one, which is not the default */
    private static LoadingCache jetCache(RedisProcess redis, Function<String, Object> loader, boolean guarded) {
        JetCachePeer peer = new JetCachePeer(redis.address());
        Cache<String, Object> cache = peer.twoLevel("stampede", false, guarded);
        return new LoadingCache(key -> cache.computeIfAbsent(key, loader), peer::close);
    }
}

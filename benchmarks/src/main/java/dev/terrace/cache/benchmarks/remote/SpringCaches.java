package dev.terrace.cache.benchmarks.remote;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.redisson.api.RedissonClient;
import org.redisson.spring.cache.CacheConfig;
import org.redisson.spring.cache.RedissonSpringCacheManager;
import org.redisson.spring.cache.RedissonSpringCacheNativeManager;
import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.cache.RedisCacheWriter.RedisCacheWriterConfigurer;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;

/** The peers that are Spring caches. Their values are texts, and live ten minutes. */
final class SpringCaches implements Contestant {

    private static final String NAME = "benchmark";
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Cache cache;
    private final Runnable end;

    private SpringCaches(Cache cache, Runnable end) {
        this.cache = RemoteContestants.required(cache, NAME);
        this.end = end;
    }

    /** Spring's on Redis, with what serializes by default. */
    static SpringCaches redisJdk(String redis) {
        return redis(redis, RedisSerializer.java());
    }

    /** Spring's on Redis, with JSON that says which classes it is of. */
    static SpringCaches redisJson(String redis) {
        return redis(
                redis,
                GenericJacksonJsonRedisSerializer.builder()
                        .enableUnsafeDefaultTyping()
                        .build());
    }

    private static SpringCaches redis(String redis, RedisSerializer<?> serializer) {
        String[] hostAndPort = redis.split(":", 2);
        LettuceConnectionFactory connections = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(hostAndPort[0], Integer.parseInt(hostAndPort[1])));
        connections.afterPropertiesSet();
        connections.start();
        // By default a put returns before it is sent.
        RedisCacheWriter writer = RedisCacheWriter.create(connections, RedisCacheWriterConfigurer::immediateWrites);
        RedisCacheManager caches = RedisCacheManager.builder(writer)
                .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig()
                        .entryTtl(LIFE)
                        .serializeValuesWith(SerializationPair.fromSerializer(serializer)))
                .build();
        caches.afterPropertiesSet();
        return new SpringCaches(caches.getCache(NAME), connections::destroy);
    }

    /** Redisson's, with a life, for which it keeps a sorted set beside the hash. */
    static SpringCaches redisson(String redis) {
        return redissonWithLife(RedissonBytes.client(redis));
    }

    /** The same with few threads. */
    static SpringCaches redissonTuned(String redis) {
        return redissonWithLife(RedissonBytes.clientWithFewThreads(redis));
    }

    private static SpringCaches redissonWithLife(RedissonClient client) {
        CacheConfig config = new CacheConfig(LIFE.toMillis(), 0);
        return redisson(client, new RedissonSpringCacheManager(client, Map.of(NAME, config)));
    }

    /** Redisson's on fields of a hash that expire, but without a life: it would need Redis 7.4. */
    static SpringCaches redissonNative(String redis) {
        RedissonClient client = RedissonBytes.client(redis);
        return redisson(client, new RedissonSpringCacheNativeManager(client, Map.of(NAME, new CacheConfig(0, 0))));
    }

    private static SpringCaches redisson(RedissonClient client, RedissonSpringCacheManager caches) {
        return new SpringCaches(caches.getCache(NAME), client::shutdown);
    }

    @Override
    public Object valueOf(String text) {
        return text;
    }

    @Override
    public Object read(String key) {
        ValueWrapper found = cache.get(key);
        return found != null ? found.get() : null;
    }

    @Override
    public void write(String key, Object value) {
        cache.put(key, value);
    }

    @Override
    public Object load(String key, Callable<Object> loader) {
        return cache.get(key, loader);
    }

    @Override
    public void close() {
        end.run();
    }
}

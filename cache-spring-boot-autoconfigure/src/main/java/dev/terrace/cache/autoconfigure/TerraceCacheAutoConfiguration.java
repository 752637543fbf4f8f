package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.spring.AnnotationSettings;
import dev.terrace.cache.spring.TerraceCacheManager;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizers;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the cache manager, under the conditions of Boot's own, before which it comes. What goes away with Boot's
 * is made here: customizers, the properties of {@code spring.cache}, and that JPA waits for the cache manager.
 */
@AutoConfiguration(
        before = CacheAutoConfiguration.class,
        afterName = {
            "org.redisson.spring.starter.RedissonAutoConfigurationV4",
            "org.springframework.boot.data.couchbase.autoconfigure.DataCouchbaseAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
            "org.springframework.boot.hazelcast.autoconfigure.HazelcastAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "terrace.cache.enabled", matchIfMissing = true)
@ConditionalOnBean(CacheAspectSupport.class)
@ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
@Conditional(NoCacheTypeCondition.class)
@EnableConfigurationProperties({TerraceCacheProperties.class, CacheProperties.class})
@Import({
    CompressionConverter.class,
    EmptySettingsConverter.class,
    TerraceCodecsConfiguration.class,
    TerraceConsoleConfiguration.class,
    TerraceEndpointConfiguration.class,
    TerraceHealthConfiguration.class,
    TerraceJpaConfiguration.class,
    TerraceMetricsConfiguration.class,
    TerraceObservationConfiguration.class
})
public final class TerraceCacheAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    CacheManagerCustomizers cacheManagerCustomizers(ObjectProvider<CacheManagerCustomizer<?>> customizers) {
        return new CacheManagerCustomizers(customizers.orderedStream().toList());
    }

    @Bean
    WhichRedis terraceRedis(TerraceCacheProperties properties, BeanFactory beans, Environment environment) {
        return new WhichRedis(beans, environment, properties.redis());
    }

    @Bean
    CacheManagerFactory terraceCacheManagerFactory(
            TerraceCacheProperties properties, WhichRedis redis, BeanFactory beans, Environment environment) {
        return new CacheManagerFactory(properties, redis, beans, environment);
    }

    @Bean
    TerraceCacheManager cacheManager(
            CacheManagerFactory factory,
            CacheProperties properties,
            CacheManagerCustomizers customizers,
            ObjectProvider<RunTimeCacheMeters> meters) {
        TerraceCacheManager manager =
                factory.create(properties.getCacheNames(), cache -> bind(cache, meters.getIfAvailable()));
        try {
            return customizers.customize(manager);
        } catch (RuntimeException e) {
            manager.destroy();
            throw e;
        }
    }

    /** A listener like those of the application: the cache manager finds it. */
    @Bean
    RemoteHistory terraceRemoteHistory(ObjectProvider<CacheClock> clock) {
        return new RemoteHistory(clock.getIfAvailable(CacheClock::system));
    }

    /** Asked for with the first call of an annotated method. */
    @Bean
    AnnotationSettings terraceAnnotationSettings(TerraceCacheProperties properties) {
        return properties.annotations().toSettings();
    }

    private static void bind(Cache cache, @Nullable RunTimeCacheMeters meters) {
        if (meters != null) {
            meters.bind(cache);
        }
    }

    @Bean
    JoinAtStartUp terraceJoinAtStartUp(TerraceCacheManager manager, WhichRedis redis) {
        RedisPlace place = redis.place();
        return new JoinAtStartUp(manager.runtime().firstJoin(), place != null ? place.source() : "nobody");
    }
}

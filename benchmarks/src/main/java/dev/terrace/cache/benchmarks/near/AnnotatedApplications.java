package dev.terrace.cache.benchmarks.near;

import com.alicp.jetcache.anno.config.EnableMethodCache;
import com.alicp.jetcache.anno.support.GlobalCacheConfig;
import com.alicp.jetcache.anno.support.JetCacheBaseBeans;
import dev.terrace.cache.benchmarks.RedisProcess;
import dev.terrace.cache.spring.TerraceCacheManager;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** An application for each contestant, with a proxy around its {@link Products}. */
final class AnnotatedApplications {

    private AnnotatedApplications() {}

    static ConfigurableApplicationContext start(String contestant, RedisProcess redis) throws InterruptedException {
        return switch (contestant) {
            case "spring-caffeine" -> new AnnotationConfigApplicationContext(OnCaffeine.class);
            case "terrace" -> terrace(redis, true);
            case "terrace-stock" -> terrace(redis, false);
            case "jetcache" -> jetCache(redis);
            default -> throw new IllegalArgumentException(contestant);
        };
    }

    private static ConfigurableApplicationContext terrace(RedisProcess redis, boolean fastPath)
            throws InterruptedException {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(OnTerrace.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "terrace.cache.namespace",
                        "benchmarks",
                        "terrace.cache.redis.url",
                        "redis://" + redis.address(),
                        "terrace.cache.annotations.fast-path",
                        fastPath,
                        "terrace.cache.defaults.time-to-live",
                        Duration.ofMinutes(NearCache.LIFE),
                        "terrace.cache.defaults.near.maximum-size",
                        NearCache.BOUND))
                .run();
        var runtime = context.getBean(TerraceCacheManager.class).runtime();
        while (!runtime.isConnectedToAll()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return context;
    }

    private static ConfigurableApplicationContext jetCache(RedisProcess redis) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(RedisClient.class, () -> RedisClient.create("redis://" + redis.address()));
        context.register(OnJetCache.class);
        context.refresh();
        return context;
    }

    /** Spring's stock caching, without Spring Boot. */
    @Configuration(proxyBeanMethods = false)
    @EnableCaching(proxyTargetClass = true)
    @Import(Products.Cacheables.class)
    static class OnCaffeine {

        @Bean
        CaffeineCacheManager cacheManager() {
            CaffeineCacheManager manager = new CaffeineCacheManager("plain", "byName", "byPosition", "byProperty");
            manager.setCaffeine(CaffeineNear.configured());
            return manager;
        }
    }

    /** Nothing but the starter. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching(proxyTargetClass = true)
    @Import(Products.Cacheables.class)
    static class OnTerrace {}

    /** JetCache without its starter, which the registry does not have. */
    @Configuration(proxyBeanMethods = false)
    @EnableMethodCache(basePackages = "dev.terrace.cache.benchmarks", proxyTargetClass = true)
    @Import({JetCacheBaseBeans.class, Products.JetCached.class})
    static class OnJetCache {

        @Bean
        GlobalCacheConfig globalCacheConfig(RedisClient client) {
            GlobalCacheConfig config = new GlobalCacheConfig();
            config.setLocalCacheBuilders(JetCachePeer.locals());
            config.setRemoteCacheBuilders(JetCachePeer.remotes(client));
            return config;
        }
    }
}

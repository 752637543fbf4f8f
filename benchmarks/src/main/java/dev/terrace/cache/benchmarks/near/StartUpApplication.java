package dev.terrace.cache.benchmarks.near;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The minimal application of a contestant; prints when it was ready and when it had used its cache, and ends. */
final class StartUpApplication {

    private static final String NAME = "products";

    private StartUpApplication() {}

    /** @param args the contestant and the address of Redis */
    public static void main(String[] args) {
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        long[] ready = new long[1];
        SpringApplication application = new SpringApplication(sourceOf(args[0]));
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(properties(args[0], args[1]));
        application.addListeners(
                (ApplicationListener<ApplicationReadyEvent>) event -> ready[0] = System.currentTimeMillis());
        ConfigurableApplicationContext context = application.run();
        use(context);
        long used = System.currentTimeMillis();
        System.out.println((ready[0] - started) + " " + (used - started));
        System.exit(SpringApplication.exit(context));
    }

    private static Class<?> sourceOf(String contestant) {
        return switch (contestant) {
            case "none" -> Plain.class;
            case "redisson" -> StartUpWithRedisson.class;
            default -> Caching.class;
        };
    }

    private static Map<String, Object> properties(String contestant, String redis) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.application.name", "start-up");
        properties.put("start-up.redis", redis);
        switch (contestant) {
            case "spring-simple" -> properties.put("spring.cache.type", "simple");
            case "spring-caffeine" -> properties.put("spring.cache.type", "caffeine");
            case "spring-redis-jdk" -> {
                properties.put("spring.cache.type", "redis");
                properties.put("spring.data.redis.url", "redis://" + redis);
            }
            case "terrace" -> {
                properties.put("terrace.cache.redis.url", "redis://" + redis);
                properties.put("terrace.cache.silenced-advice", "time-to-live,near-size");
            }
            default -> {}
        }
        return properties;
    }

    /** A peer without a cache manager says itself what using it is. */
    private static void use(ConfigurableApplicationContext context) {
        context.getBeanProvider(Runnable.class).ifAvailable(Runnable::run);
        context.getBeanProvider(CacheManager.class).ifAvailable(caches -> {
            Cache cache = caches.getCache(NAME);
            cache.put("key", "value");
            if (!"value".equals(cache.get("key", String.class))) {
                throw new IllegalStateException("The cache keeps nothing");
            }
        });
    }

    /** Spring Boot and nothing else. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {}

    /** With what its class path and its properties make of caching. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Caching {}
}

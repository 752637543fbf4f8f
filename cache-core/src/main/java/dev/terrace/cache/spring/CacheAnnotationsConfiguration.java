package dev.terrace.cache.spring;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * What Spring's cache annotations need to tell our caches the types of their methods. No
 * {@link org.springframework.cache.annotation.CachingConfigurer} is among it: an application may have one of its own.
 */
@Configuration(proxyBeanMethods = false)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public class CacheAnnotationsConfiguration {

    private static final String RESOLVER = "terraceCacheResolver";

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static CacheAspectPostProcessor terraceCacheAspectPostProcessor() {
        return new CacheAspectPostProcessor(RESOLVER);
    }

    /** Found by its name only: a resolver to autowire is the application's own business. */
    @Bean(name = RESOLVER, autowireCandidate = false)
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static CacheResolver terraceCacheResolver(CacheAspectPostProcessor postProcessor) {
        return postProcessor.resolver();
    }
}

package dev.terrace.cache.spring;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.annotation.RegisterReflection;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * What Spring's cache annotations need to tell our caches the types of their methods, and what ours need. No
 * {@link org.springframework.cache.annotation.CachingConfigurer} is among it: an application may have one of its own.
 */
@Configuration(proxyBeanMethods = false)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
@RegisterReflection(classes = CallRoot.class, memberCategories = MemberCategory.INVOKE_PUBLIC_METHODS)
public class CacheAnnotationsConfiguration {

    private static final String RESOLVER = "terraceCacheResolver";

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static CacheAspectPostProcessor terraceCacheAspectPostProcessor() {
        return new CacheAspectPostProcessor(RESOLVER);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static EvictTagsRegistrar terraceEvictTagsRegistrar() {
        return new EvictTagsRegistrar();
    }

    /** Found by its name only: a resolver to autowire is the application's own business. */
    @Bean(name = RESOLVER, autowireCandidate = false)
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static CacheResolver terraceCacheResolver(CacheAspectPostProcessor postProcessor) {
        return postProcessor.resolver();
    }
}

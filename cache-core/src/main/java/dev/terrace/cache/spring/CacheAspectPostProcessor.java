package dev.terrace.cache.spring;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/** Puts our {@link DescribedOperationSource} around the source of Spring's cache aspect, proxied or woven. */
final class CacheAspectPostProcessor implements BeanPostProcessor, PriorityOrdered {

    private final String resolverName;
    private final DescribedCacheResolver resolver = new DescribedCacheResolver();

    CacheAspectPostProcessor(String resolverName) {
        this.resolverName = resolverName;
    }

    DescribedCacheResolver resolver() {
        return resolver;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof CacheAspectSupport aspect) {
            CacheOperationSource source = aspect.getCacheOperationSource();
            resolver.delegateTo(aspect::getCacheResolver);
            // The woven aspect is one for all contexts of a JVM.
            if (source != null && !(source instanceof DescribedOperationSource)) {
                aspect.setCacheOperationSource(new DescribedOperationSource(source, resolverName));
            }
        }
        return bean;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}

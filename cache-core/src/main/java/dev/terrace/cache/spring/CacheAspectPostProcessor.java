package dev.terrace.cache.spring;

import dev.terrace.cache.spring.DescribedOperationSource.Surroundings;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.util.function.SingletonSupplier;

/**
 * Puts our {@link DescribedOperationSource} around the source of Spring's cache aspect, proxied or woven, and our interceptor
 * in the place of Spring's own. The interceptor of an application stays, and so does the woven aspect.
 */
final class CacheAspectPostProcessor implements BeanPostProcessor, BeanFactoryAware, PriorityOrdered {

    private final String resolverName;
    private final MethodAnnotations annotations = new MethodAnnotations();
    private final DescribedCacheResolver resolver = new DescribedCacheResolver(annotations);
    private final SingletonSupplier<AnnotationSettings> settings = SingletonSupplier.of(this::findSettings);
    private @Nullable BeanFactory beanFactory;

    CacheAspectPostProcessor(String resolverName) {
        this.resolverName = resolverName;
    }

    MethodAnnotations annotations() {
        return annotations;
    }

    DescribedCacheResolver resolver() {
        return resolver;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beanFactory = beanFactory;
        annotations.resolveWith(beanFactory);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof TerraceCacheInterceptor) {
            return bean;
        }
        if (bean instanceof CacheAspectSupport aspect && aspect.getCacheOperationSource() != null) {
            CacheOperationSource source = undecorated(aspect.getCacheOperationSource());
            return bean.getClass() == CacheInterceptor.class && beanFactory != null
                    ? replacement(aspect, source, beanFactory)
                    : decorated(aspect, source);
        }
        return bean;
    }

    /** The woven aspect is one for all contexts of a JVM: another one may have been here. */
    private static CacheOperationSource undecorated(CacheOperationSource source) {
        return source instanceof DescribedOperationSource described ? described.source() : source;
    }

    private TerraceCacheInterceptor replacement(
            CacheAspectSupport original, CacheOperationSource source, BeanFactory beans) {
        TerraceCacheInterceptor interceptor = new TerraceCacheInterceptor(resolverName, settings, annotations);
        interceptor.setBeanFactory(beans);
        interceptor.configure(
                original::getErrorHandler, original::getKeyGenerator, original::getCacheResolver, () -> null);
        DescribedOperationSource described = new DescribedOperationSource(
                source, new Surroundings(resolverName, interceptor::getCacheResolver, settings, true, annotations));
        interceptor.describe(described);
        return interceptor;
    }

    private CacheAspectSupport decorated(CacheAspectSupport aspect, CacheOperationSource source) {
        DescribedOperationSource described = new DescribedOperationSource(
                source, new Surroundings(resolverName, aspect::getCacheResolver, settings, false, annotations));
        resolver.delegateTo(aspect::getCacheResolver, described::hasSynced);
        aspect.setCacheOperationSource(described);
        return aspect;
    }

    /** Asked with the first call of an annotated method, so that nothing is made before its time. */
    private AnnotationSettings findSettings() {
        return beanFactory != null
                ? beanFactory.getBeanProvider(AnnotationSettings.class).getIfAvailable(AnnotationSettings::defaults)
                : AnnotationSettings.defaults();
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}

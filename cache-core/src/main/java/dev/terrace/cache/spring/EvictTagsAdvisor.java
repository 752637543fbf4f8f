package dev.terrace.cache.spring;

import dev.terrace.cache.spring.annotation.EvictTags;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Finds the methods with {@link EvictTags}. On its way it reads all our annotations of every bean, so that one that cannot be
 * understood is an error at start-up.
 */
final class EvictTagsAdvisor extends StaticMethodMatcherPointcutAdvisor {

    private static final long serialVersionUID = 1L;

    private final transient MethodAnnotations annotations;

    EvictTagsAdvisor(CacheAspectPostProcessor postProcessor, ListableBeanFactory beans) {
        this.annotations = postProcessor.annotations();
        Supplier<List<TerraceCacheManager>> managers = SingletonSupplier.of(() -> managers(beans));
        setAdvice(new EvictTagsInterceptor(annotations, managers));
        setClassFilter(type -> AnnotationUtils.isCandidateClass(type, AnnotatedMethod.OURS));
        setOrder(Ordered.LOWEST_PRECEDENCE);
    }

    private static List<TerraceCacheManager> managers(ListableBeanFactory beans) {
        return BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, CacheManager.class).values().stream()
                .filter(TerraceCacheManager.class::isInstance)
                .map(TerraceCacheManager.class::cast)
                .toList();
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
        return annotations.checked(method, targetClass);
    }
}

package dev.terrace.cache.spring;

import dev.terrace.cache.spring.TagEviction.Times;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.MethodClassKey;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/** Our annotations of the methods of a context, read and parsed once for each method and class. Thread-safe. */
final class MethodAnnotations {

    private final ConcurrentMap<MethodClassKey, EntryAnnotations> entries = new ConcurrentHashMap<>();
    private final ConcurrentMap<MethodClassKey, Times> evictions = new ConcurrentHashMap<>();
    private final StandardEvaluationContext delegates = new StandardEvaluationContext();
    private UnaryOperator<String> placeholders = UnaryOperator.identity();

    /** To be called before the first method. */
    void resolveWith(BeanFactory beans) {
        delegates.setBeanResolver(new BeanFactoryResolver(beans));
        if (beans instanceof ConfigurableBeanFactory configurable) {
            placeholders = text -> {
                String resolved = configurable.resolveEmbeddedValue(text);
                return resolved != null ? resolved : text;
            };
        }
    }

    /** A call of a method, for the expressions of its annotations. */
    MethodCall call(Method method, Class<?> targetClass, Object target, @Nullable Object[] arguments) {
        return new MethodCall(method, targetClass, target, arguments, delegates);
    }

    /**
     * What a method says of its entries.
     *
     * @throws dev.terrace.cache.CacheConfigurationException if an annotation cannot be understood
     */
    EntryAnnotations entries(Method method, Class<?> targetClass) {
        MethodClassKey key = new MethodClassKey(method, targetClass);
        EntryAnnotations known = entries.get(key);
        if (known == null) {
            known = annotated(method, targetClass).entries();
            entries.put(key, known);
        }
        return known;
    }

    /**
     * What a method says of evictions.
     *
     * @throws dev.terrace.cache.CacheConfigurationException if an annotation cannot be understood
     */
    Times evictions(Method method, Class<?> targetClass) {
        MethodClassKey key = new MethodClassKey(method, targetClass);
        Times known = evictions.get(key);
        if (known == null) {
            known = annotated(method, targetClass).evictions();
            evictions.put(key, known);
        }
        return known;
    }

    /**
     * Reads all annotations of a method, of which nothing is kept.
     *
     * @return whether it says something of evictions
     * @throws dev.terrace.cache.CacheConfigurationException if one cannot be understood
     */
    boolean checked(Method method, Class<?> targetClass) {
        AnnotatedMethod annotated = annotated(method, targetClass);
        if (!annotated.isAnnotated()) {
            return false;
        }
        EntryAnnotations unused = annotated.entries();
        return !annotated.evictions().isEmpty();
    }

    private AnnotatedMethod annotated(Method method, Class<?> targetClass) {
        return new AnnotatedMethod(method, MethodCall.named(method, targetClass), placeholders);
    }
}

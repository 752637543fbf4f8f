package dev.terrace.cache.spring;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.SpringProperties;
import org.springframework.util.ClassUtils;

/** How Spring's cache aspect treats what a method returns. */
enum ReturnShape {
    /** The value itself, or an {@link Optional} of it. */
    VALUE,
    /** A value that comes later; the method has begun to work when it returns. */
    FUTURE,
    /** A publisher that begins to work when it is subscribed to, and each time anew. */
    DEFERRED,
    /** What the aspect sees is not what the method returns, or is no value at all. */
    UNCLEAR;

    private static final boolean REACTIVE =
            ClassUtils.isPresent("org.reactivestreams.Publisher", CacheAspectSupport.class.getClassLoader())
                    && !SpringProperties.getFlag(CacheAspectSupport.IGNORE_REACTIVESTREAMS_PROPERTY_NAME);

    /**
     * The shape of the results of a method.
     *
     * @param method as it was called, so perhaps that of an interface: Spring goes by its erased type
     */
    static ReturnShape of(Method method, Class<?> targetClass) {
        if (KotlinDetector.isSuspendingFunction(method)) {
            return UNCLEAR;
        }
        Class<?> seen = method.getReturnType();
        if (CompletableFuture.class.isAssignableFrom(seen)) {
            return FUTURE;
        }
        ReactiveAdapter adapter = adapter(seen);
        if (adapter != null) {
            return REACTIVE ? ofReactive(adapter) : UNCLEAR;
        }
        return isPlain(seen, actual(method, targetClass)) ? VALUE : UNCLEAR;
    }

    private static ReturnShape ofReactive(ReactiveAdapter adapter) {
        return adapter.getDescriptor().isDeferred() ? DEFERRED : FUTURE;
    }

    /** Behind a type variable, or {@code Object}, there may be a future, a publisher or an Optional. */
    private static boolean isPlain(Class<?> seen, Class<?> actual) {
        return !actual.isAssignableFrom(CompletableFuture.class)
                && !CompletableFuture.class.isAssignableFrom(actual)
                && adapter(actual) == null
                && (actual == Optional.class) == (seen == Optional.class);
    }

    private static Class<?> actual(Method method, Class<?> targetClass) {
        Method specific = BridgeMethodResolver.getMostSpecificMethod(method, targetClass);
        return ResolvableType.forMethodReturnType(specific, targetClass).resolve(Object.class);
    }

    static @Nullable ReactiveAdapter adapter(Class<?> type) {
        ReactiveAdapterRegistry registry = ReactiveAdapterRegistry.getSharedInstance();
        return registry.hasAdapters() && type != Object.class ? registry.getAdapter(type) : null;
    }
}

package dev.terrace.cache.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/** The type of the values that a cached method puts into its cache: what it declares to return, without what Spring unwraps. */
final class MethodValueType {

    private static final ReactiveAdapterRegistry REACTIVE = ReactiveAdapterRegistry.getSharedInstance();

    private MethodValueType() {}

    /**
     * The type with all its generics, type variables of the target class resolved.
     *
     * @return {@code Object.class} if the method does not tell
     */
    static Type of(Method method, Class<?> targetClass) {
        Method specific = BridgeMethodResolver.getMostSpecificMethod(method, targetClass);
        Type declared = GenericTypeResolver.resolveType(specific.getGenericReturnType(), targetClass);
        ResolvableType type = ResolvableType.forType(declared);
        // An Optional that comes later Spring keeps as it is.
        return unwrapped(type.resolve() == Optional.class ? type.getGeneric(0) : type)
                .getType();
    }

    private static ResolvableType unwrapped(ResolvableType type) {
        Class<?> raw = type.resolve(Object.class);
        if (CompletionStage.class.isAssignableFrom(raw)) {
            return unwrapped(valueOf(type));
        }
        ReactiveAdapter reactive = adapter(raw);
        if (reactive == null) {
            return type;
        }
        ResolvableType element = unwrapped(type.getGeneric(0));
        return reactive.isMultiValue() ? ResolvableType.forClassWithGenerics(List.class, element) : element;
    }

    private static ResolvableType valueOf(ResolvableType stage) {
        // Seen as CompletionStage, a stage of generics would show the type variable instead of what stands for it.
        return stage.hasGenerics()
                ? stage.getGeneric(0)
                : ResolvableType.forClass(
                        stage.as(CompletionStage.class).getGeneric(0).resolve(Object.class));
    }

    private static @Nullable ReactiveAdapter adapter(Class<?> raw) {
        return REACTIVE.hasAdapters() && raw != Object.class ? REACTIVE.getAdapter(raw) : null;
    }
}

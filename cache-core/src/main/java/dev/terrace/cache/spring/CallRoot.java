package dev.terrace.cache.spring;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** {@code #root} in the expressions of our annotations: what it is in Spring's, but for the caches. */
final class CallRoot {

    private final Method method;
    private final @Nullable Object[] args;
    private final Object target;
    private final Class<?> targetClass;

    CallRoot(Method method, @Nullable Object[] args, Object target, Class<?> targetClass) {
        this.method = method;
        this.args = args;
        this.target = target;
        this.targetClass = targetClass;
    }

    public Method getMethod() {
        return method;
    }

    public String getMethodName() {
        return method.getName();
    }

    public @Nullable Object[] getArgs() {
        return args;
    }

    public Object getTarget() {
        return target;
    }

    public Class<?> getTargetClass() {
        return targetClass;
    }
}

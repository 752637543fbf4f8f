package dev.terrace.cache.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.util.ObjectUtils;

/**
 * A call as the expressions of its annotations see it, also when they are evaluated later and on another thread: advice around the
 * cache's may give the arguments a new use by then. Thread-safe.
 */
final class MethodCall {

    private final CallRoot root;
    private final Method named;
    private final StandardEvaluationContext delegates;

    /**
     * @param arguments are copied
     * @param delegates what expressions are evaluated with
     */
    MethodCall(
            Method method,
            Class<?> targetClass,
            Object target,
            @Nullable Object[] arguments,
            StandardEvaluationContext delegates) {
        this.root = new CallRoot(method, arguments.clone(), target, targetClass);
        this.named = named(method, targetClass);
        this.delegates = delegates;
    }

    /** The method whose parameters give their names, as in Spring's own cache expressions. */
    static Method named(Method method, Class<?> targetClass) {
        return Proxy.isProxyClass(targetClass) ? method : AopUtils.getMostSpecificMethod(method, targetClass);
    }

    /** Without {@code #result}. */
    EvaluationContext context() {
        MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(
                root, named, root.getArgs(), DefaultParameterNameDiscoverer.getSharedInstance());
        delegates.applyDelegatesTo(context);
        return context;
    }

    /** With this value as {@code #result}, without an Optional around it. */
    EvaluationContext context(@Nullable Object result) {
        EvaluationContext context = context();
        context.setVariable(MethodExpression.RESULT, ObjectUtils.unwrapOptional(result));
        return context;
    }
}

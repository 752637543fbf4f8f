package dev.terrace.cache.spring;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.cache.interceptor.CacheOperationInvoker;

/**
 * The call of a method as a loader, which the cache may run on the caller's thread, or on another one, perhaps when the caller
 * has long had an older value. The caller's own invocation is only for the first run on its thread while it waits: it is
 * mutable, counts how far its interceptors have come, and belongs to the interceptors around us afterwards. Every other run has
 * a copy that was taken before, and shows it to AspectJ advice, which looks for the current invocation on its thread.
 */
final class LoaderCall implements CacheOperationInvoker {

    private final MethodInvocation invocation;
    private final ProxyMethodInvocation copy;
    private final Thread caller = Thread.currentThread();

    // What follows is touched by the caller's thread alone.
    private boolean ownIsUsed;
    private @Nullable Object result;

    LoaderCall(ProxyMethodInvocation invocation) {
        this.invocation = invocation;
        this.copy = copyOf(invocation);
    }

    /** Spring's own invocations copy themselves as their like. */
    static ProxyMethodInvocation copyOf(ProxyMethodInvocation invocation) {
        return (ProxyMethodInvocation) invocation.invocableClone();
    }

    /** Calls a method on a copy of this invocation, which stays as it is. */
    static @Nullable Object proceedOnCopy(ProxyMethodInvocation invocation) throws Throwable {
        return ExposeInvocationInterceptor.INSTANCE.invoke(invocation.invocableClone());
    }

    @Override
    public @Nullable Object invoke() {
        try {
            return Thread.currentThread() == caller && !ownIsUsed ? proceed() : proceedOnCopy(copy);
        } catch (Throwable e) {
            throw new ThrowableWrapper(e);
        }
    }

    private @Nullable Object proceed() throws Throwable {
        ownIsUsed = true;
        result = invocation.proceed();
        return result;
    }

    /** From now on no thread may touch the invocation. */
    void callerReturns() {
        ownIsUsed = true;
    }

    /** Whether this is the very object that the method returned to its caller's thread. */
    boolean hasReturned(Object object) {
        return result == object;
    }
}

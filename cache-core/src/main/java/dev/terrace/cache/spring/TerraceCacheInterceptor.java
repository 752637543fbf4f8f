package dev.terrace.cache.spring;

import dev.terrace.cache.near.NearEntry;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheOperationInvoker;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.core.ReactiveAdapter;

/**
 * Spring's interceptor with three additions: a hit in this process is answered before Spring builds its contexts, a method that
 * returns a publisher is called when that is subscribed to, and a loader may run later and on another thread. In all else the
 * work is Spring's. Thread-safe.
 */
final class TerraceCacheInterceptor extends CacheInterceptor {

    private static final long serialVersionUID = 1L;

    private final String resolverName;
    private final transient DescribedCacheResolver resolver;
    private final transient Supplier<AnnotationSettings> settings;
    private final transient MethodPlans plans;
    private volatile boolean ready;

    TerraceCacheInterceptor(String resolverName, Supplier<AnnotationSettings> settings, MethodAnnotations annotations) {
        this.resolverName = resolverName;
        this.resolver = new DescribedCacheResolver(annotations);
        this.settings = settings;
        this.plans = new MethodPlans(settings, this::getKeyGenerator);
    }

    void describe(DescribedOperationSource source) {
        resolver.delegateTo(this::getCacheResolver, source::hasSynced);
        setCacheOperationSource(source);
    }

    /** As in Spring's, nothing is cached before. */
    @Override
    public void afterSingletonsInstantiated() {
        super.afterSingletonsInstantiated();
        ready = true;
    }

    /** Our resolver asks this aspect; the bean of its name would ask another one. */
    @Override
    protected <T> T getBean(String name, Class<T> serviceType) {
        return serviceType == CacheResolver.class && name.equals(resolverName)
                ? serviceType.cast(resolver)
                : super.getBean(name, serviceType);
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = invocation.getThis();
        if (!ready
                || target == null
                || !(invocation instanceof ProxyMethodInvocation proxied)
                || !(getCacheOperationSource() instanceof DescribedOperationSource source)) {
            return super.invoke(invocation);
        }
        MethodPlan plan = plans.of(invocation.getMethod(), AopProxyUtils.ultimateTargetClass(target), source);
        NearHits near = plan.near();
        NearEntry hit = near != null ? near.find(invocation.getArguments()) : null;
        if (near != null && hit != null) {
            return near.returned(hit);
        }
        if (plan.deferred()) {
            return deferred(proxied, target, plan.personal());
        }
        return plan.loads() ? load(proxied, target, plan.shape()) : super.invoke(invocation);
    }

    private Object deferred(ProxyMethodInvocation invocation, Object target, boolean personal) {
        Method method = invocation.getMethod();
        ProxyMethodInvocation copy = LoaderCall.copyOf(invocation);
        DeferredCall call = new DeferredCall(copy, Objects.requireNonNull(ReturnShape.adapter(method.getReturnType())));
        Function<CacheOperationInvoker, @Nullable Object> execute =
                invoker -> execute(invoker, target, method, copy.getArguments());
        return personal ? call.deferredPersonal(execute) : call.deferred(execute);
    }

    private @Nullable Object load(ProxyMethodInvocation invocation, Object target, ReturnShape shape) throws Throwable {
        LoaderCall call = new LoaderCall(invocation);
        try {
            Object result = execute(call, target, invocation.getMethod(), invocation.getArguments());
            return result == null || shape == ReturnShape.VALUE || call.hasReturned(result)
                    ? result
                    : withoutCarrier(result);
        } catch (ThrowableWrapper e) {
            throw e.getOriginal();
        } finally {
            call.callerReturns();
        }
    }

    private static Object withoutCarrier(Object result) {
        if (result instanceof CompletionStage<?> stage) {
            return stage.exceptionallyCompose(e -> CompletableFuture.failedFuture(LoadFailed.thrown(e)));
        }
        ReactiveAdapter adapter = ReturnShape.adapter(result.getClass());
        return adapter != null ? DeferredCall.withoutCarrier(result, adapter) : result;
    }

    @Override
    protected <T> @Nullable T doGet(Cache cache, Object key, Callable<T> valueLoader) {
        if (OurCaches.undecorated(cache) == null) {
            return super.doGet(cache, key, valueLoader);
        }
        try {
            return cache.get(key, valueLoader);
        } catch (ValueRetrievalException e) {
            throw wrapped(Objects.requireNonNull(e.getCause()));
        } catch (RuntimeException e) {
            getErrorHandler().handleCacheGetError(e, cache, key);
            return called(valueLoader);
        }
    }

    private static <T> @Nullable T called(Callable<T> valueLoader) {
        try {
            return valueLoader.call();
        } catch (Exception e) {
            throw wrapped(e);
        }
    }

    /** A caller that does not block may have led, and its failure has no wrapper. */
    private static ThrowableWrapper wrapped(Throwable failure) {
        return failure instanceof ThrowableWrapper wrapper ? wrapper : new ThrowableWrapper(failure);
    }

    @Override
    protected <T> CompletableFuture<T> doRetrieve(Cache cache, Object key, Supplier<CompletableFuture<T>> valueLoader) {
        CompletableFuture<T> retrieved = super.doRetrieve(cache, key, valueLoader);
        if (OurCaches.undecorated(cache) == null || !settings.get().syncByDefault()) {
            return retrieved;
        }
        CompletableFuture<T> carried = new CompletableFuture<>();
        var unused = retrieved.whenComplete((value, failure) -> {
            if (failure != null) {
                carried.completeExceptionally(LoadFailed.of(failure));
            } else {
                carried.complete(value);
            }
        });
        return carried;
    }
}

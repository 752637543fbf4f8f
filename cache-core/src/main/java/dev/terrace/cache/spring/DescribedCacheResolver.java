package dev.terrace.cache.spring;

import dev.terrace.cache.EntryDescription;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.core.MethodClassKey;
import org.springframework.util.ClassUtils;

/**
 * Resolves the caches of an annotated method as Spring would, and gives those of ours the type that the method declares. The
 * views of a method are made once for each cache. Thread-safe.
 */
final class DescribedCacheResolver implements CacheResolver {

    private static final boolean TRANSACTIONS = ClassUtils.isPresent(
            "org.springframework.cache.transaction.TransactionAwareCacheDecorator",
            DescribedCacheResolver.class.getClassLoader());

    private final ConcurrentMap<MethodClassKey, Type> types = new ConcurrentHashMap<>();
    private final ConcurrentMap<View, Cache> views = new ConcurrentHashMap<>();
    private volatile Supplier<@Nullable CacheResolver> delegate = () -> null;

    private record View(TerraceCache cache, Type type) {}

    /** What Spring would have asked; asked with each call, since it is known only once the first call is made. */
    void delegateTo(Supplier<@Nullable CacheResolver> resolver) {
        delegate = resolver;
    }

    @Override
    public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
        CacheResolver resolver = delegate.get();
        if (resolver == null) {
            throw new IllegalStateException("No CacheResolver or CacheManager is set");
        }
        Type type = typeOf(context);
        Collection<? extends Cache> caches = resolver.resolveCaches(context);
        if (type == Object.class) {
            return caches;
        }
        List<Cache> described = new ArrayList<>(caches.size());
        for (Cache cache : caches) {
            described.add(describe(cache, type));
        }
        return described;
    }

    private Type typeOf(CacheOperationInvocationContext<?> context) {
        Class<?> targetClass = AopProxyUtils.ultimateTargetClass(context.getTarget());
        return types.computeIfAbsent(
                new MethodClassKey(context.getMethod(), targetClass),
                key -> MethodValueType.of(context.getMethod(), targetClass));
    }

    /** A cache of others stays as it is; a decorator, which may be made for each call, is put around the view anew. */
    private Cache describe(Cache cache, Type type) {
        if (cache instanceof TerraceCache ours) {
            return view(ours, type);
        }
        if (TRANSACTIONS
                && cache instanceof TransactionAwareCacheDecorator decorator
                && decorator.getTargetCache() instanceof TerraceCache ours) {
            return new TransactionAwareCacheDecorator(view(ours, type));
        }
        return cache;
    }

    private Cache view(TerraceCache cache, Type type) {
        return views.computeIfAbsent(new View(cache, type), view -> view.cache.as(EntryDescription.of(view.type)));
    }
}

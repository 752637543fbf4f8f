package dev.terrace.cache.spring;

import dev.terrace.cache.EntryDescription;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.BasicOperation;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.core.MethodClassKey;

/**
 * Resolves the caches of an annotated method as Spring would, and gives those of ours the type that the method declares. The
 * views of a method are made once for each cache. Thread-safe.
 */
final class DescribedCacheResolver implements CacheResolver {

    private final ConcurrentMap<MethodClassKey, Type> types = new ConcurrentHashMap<>();
    private final ConcurrentMap<View, TerraceCache> views = new ConcurrentHashMap<>();
    private volatile Aspect aspect = new Aspect(() -> null, operation -> false);

    private record Aspect(Supplier<@Nullable CacheResolver> resolver, Predicate<CacheOperation> synced) {}

    private record View(TerraceCache cache, Type type) {}

    /**
     * @param resolver what Spring would have asked; asked with each call, since it is known only once the first call is made
     * @param synced whether {@code sync} of an operation is our doing
     */
    void delegateTo(Supplier<@Nullable CacheResolver> resolver, Predicate<CacheOperation> synced) {
        aspect = new Aspect(resolver, synced);
    }

    @Override
    public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
        CacheResolver resolver = aspect.resolver().get();
        if (resolver == null) {
            throw new IllegalStateException("No CacheResolver or CacheManager is set");
        }
        Type type = typeOf(context);
        Collection<? extends Cache> caches = resolver.resolveCaches(context);
        List<Cache> described = new ArrayList<>(caches.size());
        for (Cache cache : caches) {
            described.add(describe(cache, type, context.getOperation()));
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
    private Cache describe(Cache cache, Type type, BasicOperation operation) {
        TerraceCache ours = OurCaches.undecorated(cache);
        if (ours == null) {
            return cache;
        }
        TerraceCache view = view(ours, type);
        if (cache == ours) {
            return view;
        }
        return operation instanceof CacheOperation read && aspect.synced().test(read)
                ? new CommittedCache(view)
                : new TransactionAwareCacheDecorator(view);
    }

    private TerraceCache view(TerraceCache cache, Type type) {
        return type == Object.class
                ? cache
                : views.computeIfAbsent(new View(cache, type), view -> view.cache.as(EntryDescription.of(view.type)));
    }
}

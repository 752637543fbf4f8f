package dev.terrace.cache.spring;

import dev.terrace.cache.EntryDescription;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheEvictOperation;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.support.NoOpCache;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.core.MethodClassKey;

/**
 * Resolves the caches of an annotated method as Spring would, and gives those of ours what the method says of its entries. A view
 * that knows the type alone is made once for each cache; what else is said depends on the call. Thread-safe.
 */
final class DescribedCacheResolver implements CacheResolver {

    private final MethodAnnotations annotations;
    private final ConcurrentMap<MethodClassKey, Type> types = new ConcurrentHashMap<>();
    private final ConcurrentMap<View, TerraceCache> views = new ConcurrentHashMap<>();
    private volatile Aspect aspect = new Aspect(() -> null, operation -> false);

    private record Aspect(Supplier<@Nullable CacheResolver> resolver, Predicate<CacheOperation> synced) {}

    private record View(TerraceCache cache, Type type) {}

    DescribedCacheResolver(MethodAnnotations annotations) {
        this.annotations = annotations;
    }

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
        Call call = new Call(context, AopProxyUtils.ultimateTargetClass(context.getTarget()));
        Function<TerraceCache, Cache> view = view(call);
        Collection<? extends Cache> caches = resolver.resolveCaches(context);
        List<Cache> described = new ArrayList<>(caches.size());
        for (Cache cache : caches) {
            described.add(describe(cache, view, context));
        }
        return described;
    }

    private record Call(CacheOperationInvocationContext<?> context, Class<?> targetClass) {
        Method method() {
            return context.getMethod();
        }

        /** Such as to clear them, which concerns everybody's. */
        boolean isOfAllEntries() {
            return context.getOperation() instanceof CacheEvictOperation eviction && eviction.isCacheWide();
        }
    }

    /** How a cache looks for a call. */
    private Function<TerraceCache, Cache> view(Call call) {
        Type type = types.computeIfAbsent(
                new MethodClassKey(call.method(), call.targetClass),
                key -> MethodValueType.of(call.method(), call.targetClass));
        EntryAnnotations entries = annotations.entries(call.method(), call.targetClass);
        if (!entries.describe()) {
            return cache -> view(cache, type);
        }
        MethodCall captured =
                annotations.call(call.method(), call.targetClass, call.context.getTarget(), call.context.getArgs());
        boolean personal = entries.arePersonal() && !call.isOfAllEntries();
        EntryScope owner = personal ? entries.scope().in(captured) : null;
        EntryDescription description = new EntryDescription(type, value -> entries.options(captured, owner, value));
        if (!personal) {
            return cache -> cache.as(description);
        }
        return owner != null
                ? cache -> new ScopedCache(cache.as(description), owner)
                : cache -> new NoOpCache(cache.getName());
    }

    /** A cache of others stays as it is; a decorator, which may be made for each call, is put around the view anew. */
    private Cache describe(
            Cache cache, Function<TerraceCache, Cache> viewOf, CacheOperationInvocationContext<?> context) {
        TerraceCache ours = OurCaches.undecorated(cache);
        if (ours == null) {
            return foreign(cache, context);
        }
        Cache view = viewOf.apply(ours);
        if (cache == ours || view instanceof NoOpCache) {
            return view;
        }
        return context.getOperation() instanceof CacheOperation read
                        && aspect.synced().test(read)
                ? new CommittedCache(view, ours)
                : new TransactionAwareCacheDecorator(view);
    }

    private Cache foreign(Cache cache, CacheOperationInvocationContext<?> context) {
        if (cache instanceof NoOpCache) {
            return cache;
        }
        Class<?> targetClass = AopProxyUtils.ultimateTargetClass(context.getTarget());
        if (annotations.entries(context.getMethod(), targetClass).arePersonal()) {
            throw new IllegalStateException(
                    "%s keeps personal entries, but the cache '%s' is not one of Terrace, and would give them to everybody; with 'spring.cache.type: none' nothing is kept"
                            .formatted(context.getMethod(), cache.getName()));
        }
        return cache;
    }

    private TerraceCache view(TerraceCache cache, Type type) {
        return type == Object.class
                ? cache
                : views.computeIfAbsent(new View(cache, type), view -> view.cache.as(EntryDescription.of(view.type)));
    }
}

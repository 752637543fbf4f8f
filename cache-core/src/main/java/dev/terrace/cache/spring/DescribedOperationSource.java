package dev.terrace.cache.spring;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.spring.OurCaches.Found;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheEvictOperation;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.core.MethodClassKey;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The operations of another source, in which those that read or write a value, or evict a personal one, name our resolver, and {@code sync} is on where
 * that changes nothing but the number of calls. Operations that name another manager or resolver stay as they are. Each method
 * is decided once, with its first call, when the aspect's own resolver is known. Thread-safe.
 */
final class DescribedOperationSource implements CacheOperationSource {

    private final CacheOperationSource source;
    private final Surroundings surroundings;
    private final ConcurrentMap<MethodClassKey, Decision> decided = new ConcurrentHashMap<>();
    private final Set<CacheOperation> synced = ConcurrentHashMap.newKeySet();

    /**
     * The aspect that asks.
     *
     * @param resolverName the name of our resolver
     * @param resolver the aspect's own; asked when the first call of a method is made
     * @param settings asked then, too
     * @param defersReactive whether it calls a method that returns a publisher only when that is subscribed to
     * @param annotations what methods say of their entries
     */
    record Surroundings(
            String resolverName,
            Supplier<@Nullable CacheResolver> resolver,
            Supplier<AnnotationSettings> settings,
            boolean defersReactive,
            MethodAnnotations annotations) {}

    /**
     * What was decided for a method.
     *
     * @param operations its operations, or null if it has none
     * @param cache the one cache that its one operation reads, if that is ours
     * @param personal whether its entries belong to somebody
     * @param certain whether the next call need not ask again
     */
    record Decision(
            @Nullable Collection<CacheOperation> operations,
            @Nullable TerraceCache cache,
            boolean personal,
            boolean certain) {}

    DescribedOperationSource(CacheOperationSource source, Surroundings surroundings) {
        this.source = source;
        this.surroundings = surroundings;
    }

    /** The source that this one stands before. */
    CacheOperationSource source() {
        return source;
    }

    @Override
    public boolean isCandidateClass(Class<?> targetClass) {
        return source.isCandidateClass(targetClass);
    }

    @Override
    public boolean hasCacheOperations(Method method, @Nullable Class<?> targetClass) {
        return source.hasCacheOperations(method, targetClass);
    }

    @Override
    public @Nullable Collection<CacheOperation> getCacheOperations(Method method, @Nullable Class<?> targetClass) {
        return decision(method, targetClass).operations();
    }

    /** Whether {@code sync} is not the user's wish but ours. */
    boolean hasSynced(CacheOperation operation) {
        return synced.contains(operation);
    }

    Decision decision(Method method, @Nullable Class<?> targetClass) {
        MethodClassKey key = new MethodClassKey(method, targetClass);
        Decision known = decided.get(key);
        if (known != null) {
            return known;
        }
        Decision decision = decide(method, targetClass);
        if (!decision.certain()) {
            return decision;
        }
        Decision other = decided.putIfAbsent(key, decision);
        return other != null ? other : decision;
    }

    private Decision decide(Method method, @Nullable Class<?> targetClass) {
        Collection<CacheOperation> operations = source.getCacheOperations(method, targetClass);
        if (operations == null) {
            return new Decision(null, null, false, true);
        }
        EntryAnnotations entries = surroundings.annotations.entries(
                method, targetClass != null ? targetClass : method.getDeclaringClass());
        requireOurs(operations, entries, method);
        CacheableOperation only = onlyRead(operations);
        Found found = only != null
                ? OurCaches.find(
                        surroundings.resolver().get(),
                        only.getCacheNames().iterator().next())
                : new Found(null, true);
        boolean sync = only != null && found.cache() != null && maySync(only, method, targetClass);
        boolean personal = entries.arePersonal();
        return new Decision(described(operations, sync, personal), found.cache(), personal, found.certain());
    }

    /** What a method says of its entries must not be passed over in silence, and a personal one never be kept for everybody. */
    private static void requireOurs(Collection<CacheOperation> operations, EntryAnnotations entries, Method method) {
        long ours = operations.stream().filter(DescribedOperationSource::isOurs).count();
        if (entries.describe() && (ours == 0 || (entries.arePersonal() && ours < operations.size()))) {
            throw new CacheConfigurationException(
                    "%s says something of its entries, but its cache operations name a manager or resolver"
                            .formatted(ClassUtils.getQualifiedMethodName(method)),
                    "leave out cacheManager and cacheResolver, so that its caches are those of Terrace");
        }
    }

    /** The only operation of a method, if it is a {@code @Cacheable} on one cache of the aspect's manager. */
    private static @Nullable CacheableOperation onlyRead(Collection<CacheOperation> operations) {
        return operations.size() == 1
                        && operations.iterator().next() instanceof CacheableOperation cacheable
                        && isOurs(cacheable)
                        && cacheable.getCacheNames().size() == 1
                ? cacheable
                : null;
    }

    private boolean maySync(CacheableOperation operation, Method method, @Nullable Class<?> targetClass) {
        if (StringUtils.hasText(operation.getUnless())
                || !surroundings.settings().get().syncByDefault()) {
            return false;
        }
        return switch (ReturnShape.of(method, targetClass != null ? targetClass : method.getDeclaringClass())) {
            case VALUE, FUTURE -> true;
            case DEFERRED -> surroundings.defersReactive();
            case UNCLEAR -> false;
        };
    }

    private Collection<CacheOperation> described(
            Collection<CacheOperation> operations, boolean sync, boolean personal) {
        List<CacheOperation> described = new ArrayList<>(operations.size());
        for (CacheOperation operation : operations) {
            if (isOurs(operation)) {
                described.add(withResolver(operation, sync, personal));
            } else {
                described.add(operation);
            }
        }
        return described;
    }

    private static boolean isOurs(CacheOperation operation) {
        return !StringUtils.hasText(operation.getCacheResolver()) && !StringUtils.hasText(operation.getCacheManager());
    }

    private CacheOperation withResolver(CacheOperation operation, boolean sync, boolean personal) {
        if (operation instanceof CacheableOperation cacheable) {
            CacheableOperation.Builder builder = new CacheableOperation.Builder();
            copy(cacheable, builder);
            builder.setSync(cacheable.isSync() || sync);
            if (cacheable.getUnless() != null) {
                builder.setUnless(cacheable.getUnless());
            }
            CacheableOperation described = builder.build();
            if (sync && !cacheable.isSync()) {
                synced.add(described);
            }
            return described;
        }
        if (operation instanceof CachePutOperation put) {
            CachePutOperation.Builder builder = new CachePutOperation.Builder();
            copy(put, builder);
            if (put.getUnless() != null) {
                builder.setUnless(put.getUnless());
            }
            return builder.build();
        }
        if (operation instanceof CacheEvictOperation evict && personal) {
            CacheEvictOperation.Builder builder = new CacheEvictOperation.Builder();
            copy(evict, builder);
            builder.setCacheWide(evict.isCacheWide());
            builder.setBeforeInvocation(evict.isBeforeInvocation());
            return builder.build();
        }
        return operation;
    }

    private void copy(CacheOperation from, CacheOperation.Builder to) {
        to.setName(from.getName());
        to.setCacheNames(from.getCacheNames().toArray(String[]::new));
        to.setKey(from.getKey());
        to.setKeyGenerator(from.getKeyGenerator());
        to.setCondition(from.getCondition());
        to.setCacheResolver(surroundings.resolverName());
    }
}

package dev.terrace.cache.spring;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.core.MethodClassKey;
import org.springframework.util.StringUtils;

/**
 * The operations of another source, in which those that read or write a value name our resolver. Operations that name another
 * manager or resolver stay as they are. Each method is decided once. Thread-safe.
 */
final class DescribedOperationSource implements CacheOperationSource {

    private final CacheOperationSource source;
    private final String resolverName;
    private final ConcurrentMap<MethodClassKey, Optional<Collection<CacheOperation>>> decided =
            new ConcurrentHashMap<>();

    DescribedOperationSource(CacheOperationSource source, String resolverName) {
        this.source = source;
        this.resolverName = resolverName;
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
        return decided.computeIfAbsent(
                        new MethodClassKey(method, targetClass),
                        key -> Optional.ofNullable(source.getCacheOperations(method, targetClass))
                                .map(this::described))
                .orElse(null);
    }

    private Collection<CacheOperation> described(Collection<CacheOperation> operations) {
        List<CacheOperation> described = new ArrayList<>(operations.size());
        for (CacheOperation operation : operations) {
            described.add(isOurs(operation) ? withResolver(operation) : operation);
        }
        return described;
    }

    private static boolean isOurs(CacheOperation operation) {
        return !StringUtils.hasText(operation.getCacheResolver()) && !StringUtils.hasText(operation.getCacheManager());
    }

    private CacheOperation withResolver(CacheOperation operation) {
        if (operation instanceof CacheableOperation cacheable) {
            CacheableOperation.Builder builder = new CacheableOperation.Builder();
            copy(cacheable, builder);
            builder.setSync(cacheable.isSync());
            if (cacheable.getUnless() != null) {
                builder.setUnless(cacheable.getUnless());
            }
            return builder.build();
        }
        if (operation instanceof CachePutOperation put) {
            CachePutOperation.Builder builder = new CachePutOperation.Builder();
            copy(put, builder);
            if (put.getUnless() != null) {
                builder.setUnless(put.getUnless());
            }
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
        to.setCacheResolver(resolverName);
    }
}

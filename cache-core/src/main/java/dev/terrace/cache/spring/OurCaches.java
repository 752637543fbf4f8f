package dev.terrace.cache.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.cache.support.CompositeCacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.cache.transaction.TransactionAwareCacheManagerProxy;

/** Tells which caches of an aspect are ours. */
final class OurCaches {

    private OurCaches() {}

    /**
     * What is known of a cache.
     *
     * @param cache ours, or null
     * @param certain whether the same name will mean the same cache with the next call
     */
    record Found(@Nullable TerraceCache cache, boolean certain) {}

    private static final Found FOREIGN = new Found(null, true);
    private static final Found UNKNOWN = new Found(null, false);

    /**
     * Looks for a cache as Spring's own resolver would. A resolver of somebody else may give several caches for one name, and a
     * manager of somebody else another cache with each call: what they give is not ours.
     */
    static Found find(@Nullable CacheResolver resolver, String name) {
        if (resolver == null) {
            return UNKNOWN;
        }
        if (resolver.getClass() != SimpleCacheResolver.class) {
            return FOREIGN;
        }
        CacheManager manager = ((SimpleCacheResolver) resolver).getCacheManager();
        if (!isSteady(manager)) {
            return FOREIGN;
        }
        Cache cache = manager.getCache(name);
        return cache != null ? new Found(undecorated(cache), true) : UNKNOWN;
    }

    private static boolean isSteady(CacheManager manager) {
        return manager instanceof TerraceCacheManager
                || manager.getClass() == CompositeCacheManager.class
                || manager.getClass() == TransactionAwareCacheManagerProxy.class;
    }

    /** The cache, if it is ours, without Spring's decorator and a scope around it; else null. */
    static @Nullable TerraceCache undecorated(Cache cache) {
        Cache target = cache instanceof TransactionAwareCacheDecorator decorator ? decorator.getTargetCache() : cache;
        if (target instanceof ScopedCache scoped) {
            return scoped.cache();
        }
        return target instanceof TerraceCache ours ? ours : null;
    }
}

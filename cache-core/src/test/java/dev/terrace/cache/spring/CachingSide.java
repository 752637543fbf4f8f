package dev.terrace.cache.spring;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.fixture.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.cache.interceptor.SimpleCacheErrorHandler;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** One application context with the annotated methods: as Spring has them, or with our annotations. */
final class CachingSide implements AutoCloseable {

    /** What a context has as its cache manager. */
    enum Caches {
        TERRACE,
        TERRACE_WITHOUT_NULLS,
        TERRACE_AFTER_COMMIT,
        OTHERS
    }

    /** What the error handler does. */
    enum Errors {
        THROWN,
        SWALLOWED
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Beans implements CachingConfigurer {

        private final Errors errors;
        private final List<String> handled;

        Beans(Errors errors, List<String> handled) {
            this.errors = errors;
            this.handled = handled;
        }

        @Override
        public CacheErrorHandler errorHandler() {
            return errors == Errors.THROWN ? new SimpleCacheErrorHandler() : new Recorder(handled);
        }

        @Bean
        AnnotatedMethods methods() {
            return new AnnotatedMethods();
        }

        @Bean
        AnnotatedMethods.Configured configured() {
            return new AnnotatedMethods.Configured();
        }

        @Bean
        AnnotatedMethods.Repository<Integer, String> texts() {
            return new AnnotatedMethods.Texts();
        }

        @Bean
        AnnotatedMethods.Source<Optional<String>> optionals() {
            return new AnnotatedMethods.Optionals();
        }

        @Bean
        AnnotatedMethods.Source<Mono<String>> monos() {
            return new AnnotatedMethods.Monos();
        }

        @Bean
        KeyGenerator ownKeys() {
            return (target, method, params) -> method.getName() + List.of(params);
        }

        @Bean(autowireCandidate = false)
        CacheManager ownManager() {
            return new ConcurrentMapCacheManager();
        }

        @Bean(autowireCandidate = false)
        CacheManager failingManager() {
            return new ConcurrentMapCacheManager() {
                @Override
                protected Cache createConcurrentMapCache(String name) {
                    return new Failing(name);
                }
            };
        }

        /** Named by an operation, as an application's own would be. */
        @Bean
        CacheResolver sameResolver(CacheManager cacheManager) {
            return new SimpleCacheResolver(cacheManager);
        }

        /** Two caches for one name. */
        @Bean
        CacheResolver ownResolver(CacheManager cacheManager) {
            return context -> List.of(cacheManager.getCache("ownResolver"), cacheManager.getCache("others"));
        }
    }

    private static final class Failing extends ConcurrentMapCache {
        Failing(String name) {
            super(name);
        }

        @Override
        protected @Nullable Object lookup(Object key) {
            throw new IllegalStateException("the cache");
        }

        @Override
        public <T> T get(Object key, java.util.concurrent.Callable<T> valueLoader) {
            throw new IllegalStateException("the cache");
        }

        @Override
        public void put(Object key, @Nullable Object value) {
            throw new IllegalStateException("the cache");
        }
    }

    /** Swallows what the cache does wrong. */
    private record Recorder(List<String> handled) implements CacheErrorHandler {
        @Override
        public void handleCacheGetError(RuntimeException e, Cache cache, Object key) {
            handled.add("get " + cache.getName() + " " + Outcomes.chain(e));
        }

        @Override
        public void handleCachePutError(RuntimeException e, Cache cache, Object key, @Nullable Object value) {
            handled.add("put " + cache.getName() + " " + Outcomes.chain(e));
        }

        @Override
        public void handleCacheEvictError(RuntimeException e, Cache cache, Object key) {
            handled.add("evict " + cache.getName() + " " + Outcomes.chain(e));
        }

        @Override
        public void handleCacheClearError(RuntimeException e, Cache cache) {
            handled.add("clear " + cache.getName() + " " + Outcomes.chain(e));
        }
    }

    final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    final List<String> handled = new ArrayList<>();
    private final @Nullable Instance instance;

    /** Spring's own. */
    static CachingSide stock(Caches caches, Errors errors) {
        return new CachingSide(caches, errors, null);
    }

    /** Ours. */
    CachingSide(Caches caches, Errors errors, @Nullable AnnotationSettings settings, Class<?>... components) {
        CachePolicy policy = dev.terrace.cache.fixture.Policies.NEAR;
        instance = switch (caches) {
            case OTHERS -> null;
            case TERRACE -> Instance.nearOnly(policy);
            case TERRACE_WITHOUT_NULLS -> Instance.nearOnly(dev.terrace.cache.fixture.Policies.withoutNulls(policy));
            case TERRACE_AFTER_COMMIT -> Instance.nearOnlyTransactionAware(policy);
        };
        CacheManager manager = instance != null ? instance.manager() : new ConcurrentMapCacheManager();
        context.registerBean(
                "cacheManager", CacheManager.class, () -> manager, definition -> definition.setDestroyMethodName(""));
        context.registerBean(Beans.class, () -> new Beans(errors, handled));
        for (Class<?> component : components) {
            context.registerBean(component);
        }
        if (settings != null) {
            context.registerBean(AnnotationSettings.class, () -> settings);
            context.register(CacheAnnotationsConfiguration.class);
        }
        context.refresh();
    }

    AnnotatedMethods methods() {
        return context.getBean(AnnotatedMethods.class);
    }

    CacheManager manager() {
        return context.getBean("cacheManager", CacheManager.class);
    }

    @Override
    public void close() {
        context.close();
        if (instance != null) {
            instance.close();
        }
    }
}

package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import reactor.core.publisher.Mono;

/** A cache may run a loader on another thread when its caller has long gone on with an older value. */
class BackgroundLoadTests {

    /** Gives a stale value at once and refreshes it when it is told to. */
    static final class RefreshingCache extends ConcurrentMapCache {

        final List<Callable<?>> refreshes = new CopyOnWriteArrayList<>();

        RefreshingCache(String name) {
            super(name);
        }

        @Override
        public <T> T get(Object key, Callable<T> valueLoader) {
            if (get(key) == null) {
                return super.get(key, valueLoader);
            }
            refreshes.add(() -> {
                T value = valueLoader.call();
                put(key, value);
                return value;
            });
            return super.get(key, valueLoader);
        }

        @Override
        public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
            if (get(key) == null) {
                CompletableFuture<T> loaded = valueLoader.get();
                return loaded.whenComplete((value, failure) -> put(key, value));
            }
            refreshes.add(() -> {
                T value = valueLoader.get().get(20, TimeUnit.SECONDS);
                put(key, value);
                return value;
            });
            return CompletableFuture.completedFuture((T) get(key).get());
        }
    }

    static class Catalogue {

        final List<String> calls = new CopyOnWriteArrayList<>();

        List<String> calls() {
            return calls;
        }

        @Cacheable(cacheNames = "found", sync = true)
        public String find(String id) {
            calls.add(id + " on " + Thread.currentThread().getName());
            return id + " #" + calls.size();
        }

        @Cacheable(cacheNames = "found", sync = true)
        public CompletableFuture<String> findLater(String id) {
            return CompletableFuture.completedFuture(find(id));
        }

        @Cacheable(cacheNames = "found", sync = true)
        public Mono<String> findOnDemand(String id) {
            return Mono.fromSupplier(() -> find(id));
        }
    }

    /** Advice inside the cache's, of the kind that looks for the current invocation. */
    @Aspect
    @Order(1)
    static class Advice {

        final List<String> seen = new CopyOnWriteArrayList<>();

        @Around("execution(* *..Catalogue.find*(..)) && args(id)")
        public Object around(ProceedingJoinPoint point, String id) throws Throwable {
            seen.add(id);
            return point.proceed();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching(order = 0)
    @EnableAspectJAutoProxy
    @Import({CacheAnnotationsConfiguration.class, Catalogue.class, Advice.class})
    static class Application {

        @Bean
        CacheManager cacheManager() {
            return new ConcurrentMapCacheManager() {
                @Override
                protected Cache createConcurrentMapCache(String name) {
                    return new RefreshingCache(name);
                }
            };
        }

        /** Advice around the cache's that uses the arguments for something else when the call is over. */
        @Bean
        DefaultPointcutAdvisor outerAdvice() {
            NameMatchMethodPointcut find = new NameMatchMethodPointcut();
            find.setMappedName("find*");
            DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(find, (MethodInterceptor) invocation -> {
                try {
                    return invocation.proceed();
                } finally {
                    invocation.getArguments()[0] = "spoilt";
                }
            });
            advisor.setOrder(-1);
            return advisor;
        }
    }

    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext(Application.class);
    private final Catalogue catalogue = context.getBean(Catalogue.class);
    private final Advice advice = context.getBean(Advice.class);
    private final RefreshingCache cache =
            (RefreshingCache) context.getBean(CacheManager.class).getCache("found");
    private ExecutorService other;

    @BeforeEach
    void startThread() {
        other = Executors.newSingleThreadExecutor(task -> new Thread(task, "background"));
    }

    @AfterEach
    void close() {
        other.shutdownNow();
        context.close();
    }

    private Object refresh(int index) throws Exception {
        Future<?> refreshed = other.submit(cache.refreshes.get(index));
        return refreshed.get(20, TimeUnit.SECONDS);
    }

    @Test
    void theFirstLoadRunsOnItsCallersThread() {
        assertThat(catalogue.find("a")).isEqualTo("a #1");
        assertThat(catalogue.calls())
                .containsExactly("a on " + Thread.currentThread().getName());
        assertThat(advice.seen).containsExactly("a");
    }

    @Test
    void aLaterLoadRunsTheAdviceWithinAndSeesTheArgumentsOfItsCall() throws Exception {
        catalogue.find("a");
        assertThat(catalogue.find("a")).as("stale").isEqualTo("a #1");
        assertThat(refresh(0)).isEqualTo("a #2");
        assertThat(catalogue.calls()).hasSize(2).last().isEqualTo("a on background");
        assertThat(advice.seen).containsExactly("a", "a");
        assertThat(catalogue.find("a")).isEqualTo("a #2");
    }

    @Test
    void aLoaderMayRunMoreThanOnce() throws Exception {
        catalogue.find("a");
        catalogue.find("a");
        assertThat(refresh(0)).isEqualTo("a #2");
        assertThat(refresh(0)).isEqualTo("a #3");
        assertThat(advice.seen).containsExactly("a", "a", "a");
    }

    @Test
    void aLaterLoadOnTheSameThreadUsesNothingOfTheCall() throws Exception {
        catalogue.find("a");
        catalogue.find("a");
        assertThat(cache.refreshes.get(0).call()).isEqualTo("a #2");
        assertThat(advice.seen).containsExactly("a", "a");
    }

    @Test
    void aLaterLoadOfAFutureWorksAlike() throws Exception {
        catalogue.findLater("a").join();
        assertThat(catalogue.findLater("a").join()).isEqualTo("a #1");
        assertThat(refresh(0)).isEqualTo("a #2");
        assertThat(catalogue.calls()).last().isEqualTo("a on background");
        assertThat(advice.seen).containsExactly("a", "a");
    }

    @Test
    void aLaterLoadOfAMonoWorksAlike() throws Exception {
        catalogue.findOnDemand("a").block();
        assertThat(catalogue.findOnDemand("a").block()).isEqualTo("a #1");
        assertThat(refresh(0)).isEqualTo("a #2");
        assertThat(catalogue.calls()).last().isEqualTo("a on background");
        assertThat(advice.seen).containsExactly("a", "a");
    }
}

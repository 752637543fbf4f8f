package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.cache.support.CompositeCacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheManagerProxy;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.util.AopTestUtils;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Mono;

/** Where sync is turned on, and where it must not be. */
class SyncByDefaultTests {

    static class Catalogue {

        final AtomicInteger calls = new AtomicInteger();
        final CountDownLatch release = new CountDownLatch(1);

        @Cacheable("found")
        public String find(int id) throws InterruptedException {
            calls.incrementAndGet();
            if (!release.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Never released");
            }
            return "value " + id;
        }

        @Cacheable("found")
        public Mono<String> findLater(int id) {
            return Mono.just("value " + id);
        }

        @Cacheable("others")
        public CompletableFuture<String> future(int id) {
            return CompletableFuture.completedFuture("value " + id);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @Import({CacheAnnotationsConfiguration.class, Catalogue.class})
    static class Application {}

    /** An application's own interceptor. */
    @SuppressWarnings("serial")
    static final class OwnInterceptor extends CacheInterceptor {
        OwnInterceptor(CacheOperationSource source) {
            setCacheOperationSource(source);
        }
    }

    private final Instance instance = Instance.nearOnly(Policies.NEAR);
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    private Catalogue start(CacheManager manager) {
        context.setAllowBeanDefinitionOverriding(true);
        context.registerBean(
                "cacheManager", CacheManager.class, () -> manager, definition -> definition.setDestroyMethodName(""));
        context.register(Application.class);
        context.refresh();
        return context.getBean(Catalogue.class);
    }

    @AfterEach
    void close() {
        context.close();
        instance.close();
    }

    private boolean isSynced(CacheAspectSupport aspect, String method) {
        Collection<CacheOperation> operations = aspect.getCacheOperationSource()
                .getCacheOperations(ReflectionUtils.findMethod(Catalogue.class, method, int.class), Catalogue.class);
        return ((CacheableOperation) operations.iterator().next()).isSync();
    }

    private CacheInterceptor interceptor() {
        return context.getBean(CacheInterceptor.class);
    }

    @Test
    void manyCallersOfOneKeyShareACallWhileOtherKeysGoOn() throws Exception {
        Catalogue catalogue = start(instance.manager());
        Catalogue inside = AopTestUtils.getTargetObject(catalogue);
        try (Threads threads = new Threads(9)) {
            List<Future<String>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                callers.add(threads.submit(() -> catalogue.find(1)));
            }
            Future<String> other = threads.submit(() -> catalogue.find(2));
            callers.forEach(threads::awaitWaiting);
            Awaitility.await().untilAsserted(() -> assertThat(inside.calls).hasValue(2));
            inside.release.countDown();
            for (Future<String> caller : callers) {
                assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("value 1");
            }
            assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo("value 2");
        }
        assertThat(inside.calls).hasValue(2);
    }

    @Test
    void theInterceptorIsReplacedOnceAndUsedByProxies() {
        Catalogue catalogue = start(instance.manager());
        assertThat(interceptor()).isInstanceOf(TerraceCacheInterceptor.class);
        assertThat(((Advised) catalogue).getAdvisors())
                .extracting(advisor -> (Object) advisor.getAdvice())
                .contains(interceptor());
        CacheAspectPostProcessor again = context.getBean(CacheAspectPostProcessor.class);
        CacheOperationSource source = interceptor().getCacheOperationSource();
        assertThat(again.postProcessAfterInitialization(interceptor(), "cacheInterceptor"))
                .isSameAs(interceptor());
        assertThat(interceptor().getCacheOperationSource()).isSameAs(source);
        assertThat(AopUtils.isAopProxy(catalogue)).isTrue();
    }

    @Test
    void plainMethodsFuturesAndPublishersAreSynced() {
        start(instance.manager());
        assertThat(List.of("find", "findLater", "future")).allMatch(method -> isSynced(interceptor(), method));
    }

    @Test
    void anApplicationsOwnInterceptorStaysAndPublishersAreNotSyncedThere() {
        context.registerBean(
                "cacheInterceptor",
                OwnInterceptor.class,
                () -> new OwnInterceptor(new AnnotationCacheOperationSource()));
        Catalogue catalogue = start(instance.manager());
        assertThat(interceptor()).isInstanceOf(OwnInterceptor.class);
        assertThat(catalogue.future(1).join()).isEqualTo("value 1");
        assertThat(isSynced(interceptor(), "find")).isTrue();
        assertThat(isSynced(interceptor(), "future")).isTrue();
        assertThat(isSynced(interceptor(), "findLater")).isFalse();
    }

    @Test
    void anAspectThatAnotherContextHasDecoratedIsDecoratedAnew() {
        OwnInterceptor aspect = new OwnInterceptor(new AnnotationCacheOperationSource());
        CacheAspectPostProcessor first = new CacheAspectPostProcessor("first");
        CacheAspectPostProcessor second = new CacheAspectPostProcessor("second");
        first.postProcessAfterInitialization(aspect, "aspect");
        second.postProcessAfterInitialization(aspect, "aspect");
        second.postProcessAfterInitialization(aspect, "aspect");
        assertThat(aspect.getCacheOperationSource())
                .isInstanceOfSatisfying(
                        DescribedOperationSource.class,
                        source -> assertThat(source.source()).isInstanceOf(AnnotationCacheOperationSource.class));
        assertThat(aspect.getCacheOperationSource()
                        .getCacheOperations(
                                ReflectionUtils.findMethod(Catalogue.class, "find", int.class), Catalogue.class))
                .extracting(CacheOperation::getCacheResolver)
                .containsExactly("second");
    }

    @Test
    void ourCachesAreFoundBehindSpringsOwnManagers() {
        CompositeCacheManager composite = new CompositeCacheManager(instance.manager());
        start(new TransactionAwareCacheManagerProxy(composite));
        assertThat(isSynced(interceptor(), "find")).isTrue();
    }

    /** It may give another cache with the next call. */
    @Test
    void aManagerOfTheApplicationIsLeftAloneEvenIfItGivesOurCaches() {
        start(new CacheManager() {
            @Override
            public Cache getCache(String name) {
                return instance.manager().getCache(name);
            }

            @Override
            public Collection<String> getCacheNames() {
                return instance.manager().getCacheNames();
            }
        });
        assertThat(isSynced(interceptor(), "find")).isFalse();
    }

    @Test
    void aResolverOfTheApplicationIsLeftAlone() {
        context.registerBean("ownConfigurer", Configurer.class, () -> new Configurer(instance.manager()));
        start(instance.manager());
        assertThat(isSynced(interceptor(), "find")).isFalse();
    }

    private record Configurer(CacheManager manager) implements org.springframework.cache.annotation.CachingConfigurer {
        @Override
        public CacheResolver cacheResolver() {
            return new SimpleCacheResolver(manager) {};
        }
    }

    @Test
    void aCacheThatIsNotThereYetIsAskedForAgain() {
        CompositeCacheManager composite = new CompositeCacheManager();
        start(composite);
        assertThat(isSynced(interceptor(), "find")).isFalse();
        composite.setCacheManagers(List.of(instance.manager()));
        assertThat(isSynced(interceptor(), "find")).isTrue();
    }

    @Test
    void nothingIsCachedBeforeTheContextIsComplete() throws Exception {
        CacheInterceptor original = new CacheInterceptor();
        original.setCacheManager(instance.manager());
        original.setCacheOperationSource(new AnnotationCacheOperationSource());
        start(instance.manager());
        TerraceCacheInterceptor early = (TerraceCacheInterceptor)
                context.getBean(CacheAspectPostProcessor.class).postProcessAfterInitialization(original, "early");
        Catalogue target = new Catalogue();
        target.release.countDown();
        org.springframework.aop.framework.ProxyFactory factory =
                new org.springframework.aop.framework.ProxyFactory(target);
        factory.setProxyTargetClass(true);
        factory.addAdvice(early);
        Catalogue proxy = (Catalogue) factory.getProxy();
        instance.cache("found").put(1, "there already");
        proxy.find(1);
        proxy.find(1);
        assertThat(target.calls).hasValue(2);
        instance.cache("found").clear();
        early.afterSingletonsInstantiated();
        proxy.find(1);
        proxy.find(1);
        assertThat(target.calls).hasValue(3);
    }
}

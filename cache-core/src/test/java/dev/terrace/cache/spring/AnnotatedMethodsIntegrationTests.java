package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.testing.TestRedis;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Spring's own annotations in two application contexts on one Redis: values come back as what their methods declare. */
class AnnotatedMethodsIntegrationTests {

    record Product(long id, String name, BigDecimal price, LocalDate since) {}

    @Component
    static class Catalogue {

        private final AtomicInteger calls = new AtomicInteger();

        /** A proxy has no fields. */
        public int calls() {
            return calls.get();
        }

        private Product product(long id) {
            calls.incrementAndGet();
            return new Product(id, "chair", new BigDecimal("12.50"), LocalDate.of(2026, 1, 31));
        }

        @Cacheable("products")
        public Product find(long id) {
            return product(id);
        }

        @Cacheable(cacheNames = "synced", sync = true)
        public Product findSynced(long id) {
            return product(id);
        }

        @Cacheable("lists")
        public List<Product> list(long id) {
            return List.of(product(id));
        }

        @Cacheable("maps")
        public Map<String, List<Product>> map(long id) {
            return Map.of("key", List.of(product(id)));
        }

        @Cacheable("optionals")
        public Optional<Product> optional(long id) {
            return id < 0 ? Optional.empty() : Optional.of(product(id));
        }

        @Cacheable("futures")
        public CompletableFuture<Product> future(long id) {
            return CompletableFuture.completedFuture(product(id));
        }

        @Cacheable("monos")
        public Mono<Product> mono(long id) {
            return Mono.fromSupplier(() -> product(id));
        }

        @Cacheable("fluxes")
        public Flux<Product> flux(long id) {
            return Flux.defer(() -> Flux.just(product(id), product(id + 1)));
        }

        @Cacheable(cacheNames = "others", cacheManager = "otherManager")
        public Product inAnotherManager(long id) {
            return product(id);
        }

        @Cacheable("failing")
        public Product failing(long id) {
            calls.incrementAndGet();
            throw new IllegalStateException("database " + id);
        }

        @CachePut(cacheNames = "products", key = "#product.id()")
        public Product save(Product product) {
            return product;
        }

        @CacheEvict("products")
        public void forget(long id) {
            // The annotation does it.
        }

        @Caching(evict = {@CacheEvict("products"), @CacheEvict("synced")})
        public void forgetBoth(long id) {
            // The annotations do it.
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @Import({CacheAnnotationsConfiguration.class, Catalogue.class})
    static class Application {

        @Bean(destroyMethod = "")
        CacheManager otherManager() {
            return new ConcurrentMapCacheManager();
        }
    }

    /** An application context whose main cache manager is that of an instance. */
    private static final class Context implements AutoCloseable {

        final Instance instance;
        final Catalogue catalogue;
        private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

        Context(String namespace) {
            instance = Instance.joined(TestRedis.shared().address(), namespace, Policies.BOTH);
            context.registerBean(
                    "cacheManager", CacheManager.class, instance::manager, definition -> definition.setPrimary(true));
            context.register(Application.class);
            context.refresh();
            catalogue = context.getBean(Catalogue.class);
        }

        @Override
        public void close() {
            context.close();
            instance.close();
        }
    }

    private static Object call(Catalogue catalogue, String method) {
        return switch (method) {
            case "find" -> catalogue.find(1);
            case "findSynced" -> catalogue.findSynced(1);
            case "list" -> catalogue.list(1);
            case "map" -> catalogue.map(1);
            case "optional" -> catalogue.optional(1);
            case "future" -> catalogue.future(1).join();
            case "mono" -> catalogue.mono(1).block();
            case "flux" -> catalogue.flux(1).collectList().block();
            default -> throw new IllegalArgumentException(method);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"find", "findSynced", "list", "map", "optional", "future", "mono", "flux"})
    void whatOneInstanceCachedAnotherReadsAsTheDeclaredType(String method) {
        String namespace = Namespaces.fresh();
        try (Context here = new Context(namespace);
                Context there = new Context(namespace)) {
            Object loaded = call(here.catalogue, method);
            assertThat(call(here.catalogue, method)).as("near").isEqualTo(loaded);
            int calls = here.catalogue.calls();
            assertThat(calls).isEqualTo(method.equals("flux") ? 2 : 1);
            assertThat(call(there.catalogue, method)).as("remote").isEqualTo(loaded);
            assertThat(call(there.catalogue, method)).as("near there").isEqualTo(loaded);
            assertThat(there.catalogue.calls()).as("not loaded there").isEqualTo(0);
        }
    }

    @Test
    void writesThroughAnnotationsReachTheOtherInstance() {
        String namespace = Namespaces.fresh();
        try (Context here = new Context(namespace);
                Context there = new Context(namespace)) {
            here.catalogue.find(1);
            there.catalogue.find(1);
            Product changed = new Product(1, "table", BigDecimal.ONE, LocalDate.EPOCH);
            here.catalogue.save(changed);
            assertThat(here.catalogue.find(1)).isEqualTo(changed);
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(there.catalogue.find(1)).isEqualTo(changed));
            there.catalogue.forget(1);
            assertThat(there.catalogue.find(1)).isNotEqualTo(changed);
            assertThat(there.catalogue.calls()).isEqualTo(1);
        }
    }

    @Test
    void aMethodThatFailsFailsUnchangedAndIsNotRunTwice() {
        try (Context here = new Context(Namespaces.fresh())) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> here.catalogue.failing(1))
                    .withMessage("database 1");
            assertThat(here.catalogue.calls()).isEqualTo(1);
        }
    }

    @Test
    void anEmptyOptionalIsCached() {
        try (Context here = new Context(Namespaces.fresh())) {
            assertThat(here.catalogue.optional(-1)).isEmpty();
            assertThat(here.catalogue.optional(-1)).isEmpty();
            assertThat(here.instance.cache("optionals").get(-1L)).isNotNull();
        }
    }

    @Test
    void anOperationOfAnotherManagerIsLeftAlone() {
        try (Context here = new Context(Namespaces.fresh())) {
            assertThat(here.catalogue.inAnotherManager(1)).isSameAs(here.catalogue.inAnotherManager(1));
            assertThat(here.instance.manager().getCacheNames()).doesNotContain("others");
        }
    }

    @Test
    void transactionAwareCachesChangeAfterTheCommit() {
        Instance instance = Instance.transactionAware(TestRedis.shared().address(), Namespaces.fresh(), Policies.BOTH);
        try (instance) {
            var cache = instance.manager().getCache("products");
            cache.put("key", "old");
            TransactionTemplate transactions = new TransactionTemplate(new NoDatabase());
            transactions.executeWithoutResult(status -> {
                cache.put("key", "new");
                assertThat(cache.get("key", String.class)).isEqualTo("old");
            });
            assertThat(cache.get("key", String.class)).isEqualTo("new");
            transactions.executeWithoutResult(status -> {
                cache.evict("key");
                status.setRollbackOnly();
            });
            assertThat(cache.get("key", String.class)).isEqualTo("new");
            transactions.executeWithoutResult(status -> {
                instance.manager().resetCaches();
                assertThat(cache.get("key")).as("a reset does not wait").isNull();
            });
        }
    }

    private static final class NoDatabase extends AbstractPlatformTransactionManager {

        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, org.springframework.transaction.TransactionDefinition definition) {
            // There is none.
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            // There is none.
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            // There is none.
        }
    }
}

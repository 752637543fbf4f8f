package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.util.AopTestUtils;

/** What a person has brought near, who knows no types, is read by methods that declare theirs. */
class WarmUpIntegrationTests {

    record Price(String currency, Duration validFor) {}

    record Product(int id, Price price) {}

    static class Catalogue {

        final AtomicInteger calls = new AtomicInteger();

        private static Product made(int id) {
            return new Product(id, new Price("EUR", Duration.ofDays(1)));
        }

        @Cacheable("one")
        public Product one(int id) {
            calls.incrementAndGet();
            return made(id);
        }

        @Cacheable("several")
        public List<Product> several(int id) {
            calls.incrementAndGet();
            return List.of(made(id), made(id + 1));
        }

        @Cacheable("named")
        public Map<String, Product> named(int id) {
            calls.incrementAndGet();
            return Map.of("a", made(id));
        }

        @Cacheable(cacheNames = "perhaps", sync = true)
        public Optional<Product> perhaps(int id) {
            calls.incrementAndGet();
            return Optional.of(made(id));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @Import({CacheAnnotationsConfiguration.class, Catalogue.class})
    static class Application {}

    private static AnnotationConfigApplicationContext context(Instance instance) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(
                "cacheManager",
                CacheManager.class,
                instance::manager,
                definition -> definition.setDestroyMethodName(""));
        context.register(Application.class);
        context.refresh();
        return context;
    }

    private static void read(Catalogue catalogue) {
        Product product = catalogue.one(1);
        assertThat(product.price().validFor()).isEqualTo(Duration.ofDays(1));
        Product second = catalogue.several(1).get(1);
        assertThat(second.id()).isEqualTo(2);
        Product named = catalogue.named(1).get("a");
        assertThat(named.price().currency()).isEqualTo("EUR");
        Product perhaps = catalogue.perhaps(1).orElseThrow();
        assertThat(perhaps).isEqualTo(product);
    }

    @Test
    void aMethodReadsWhatWasWarmedUpBeforeItsTypeWasKnownAsItsOwnType() throws Exception {
        String namespace = Namespaces.fresh();
        String address = TestRedis.shared().address();
        try (Instance there = Instance.joined(address, namespace, Policies.BOTH);
                Instance here = Instance.joined(address, namespace, Policies.BOTH);
                var writing = context(there);
                var reading = context(here)) {
            read(writing.getBean(Catalogue.class));
            for (String name : List.of("one", "several", "named", "perhaps")) {
                int warm = here.manager()
                        .getTerraceCache(name)
                        .getNativeCache()
                        .inspection()
                        .warmUp(List.of("1"))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
                assertThat(warm).isEqualTo(1);
            }
            read(reading.getBean(Catalogue.class));
            AtomicInteger calls = AopTestUtils.<Catalogue>getTargetObject(reading.getBean(Catalogue.class)).calls;
            assertThat(calls).hasValue(0);
        }
    }
}

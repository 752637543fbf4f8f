package dev.terrace.cache.spring;

import dev.terrace.cache.spring.annotation.CacheSegment;
import dev.terrace.cache.spring.annotation.CacheTags;
import dev.terrace.cache.spring.annotation.CacheTtl;
import dev.terrace.cache.spring.annotation.CacheUser;
import dev.terrace.cache.spring.annotation.EvictTags;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.transaction.annotation.Transactional;
import reactor.core.publisher.Mono;

/** The examples of docs/annotations.md. {@link AnnotationExamplesTests} runs them, and holds the page against this file. */
final class AnnotationExamples {

    private AnnotationExamples() {}

    record Product(long id, String name, String category) {}

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Cacheable("products")
    @CacheTags("'catalogue'")
    @CacheTtl("${shop.product-ttl:10m}")
    @interface CatalogueEntry {}

    static class Catalogue {

        final ConcurrentMap<Long, Product> database = new ConcurrentHashMap<>();

        ConcurrentMap<Long, Product> database() {
            return database;
        }

        @Cacheable("products")
        @CacheTags({"'product:' + #id", "'category:' + #result?.category"})
        public Product find(long id) {
            return database.get(id);
        }

        @Cacheable("categories")
        @CacheTags("#result.!['product:' + id]")
        public List<Product> inCategory(String category) {
            return database.values().stream()
                    .filter(product -> product.category().equals(category))
                    .toList();
        }

        @CachePut(cacheNames = "products", key = "#product.id")
        @CacheTags("'category:' + #product.category")
        public Product save(Product product) {
            database.put(product.id(), product);
            return product;
        }

        @Transactional
        @EvictTags({"'product:' + #result.id", "'category:' + #result.category"})
        public Product rename(long id, String name) {
            return database.computeIfPresent(id, (key, old) -> new Product(id, name, old.category()));
        }

        @EvictTags("'category:' + #category")
        public Mono<Void> importCategory(String category, Mono<Void> source) {
            return source;
        }

        @EvictTags(value = "'catalogue'", condition = "#result > 0")
        public CompletableFuture<Integer> importAll(CompletableFuture<Integer> source) {
            return source;
        }

        @CatalogueEntry
        public Product composed(long id) {
            return database.get(id);
        }
    }

    record Token(String text, Duration expiresIn) {}

    static class Tokens {

        final AtomicInteger issued = new AtomicInteger();

        @Cacheable("tokens")
        @CacheTtl("#result.expiresIn")
        public Token token(String client, Duration expiresIn) {
            return new Token("token " + issued.incrementAndGet(), expiresIn);
        }
    }

    static class Account {

        final AtomicInteger calls = new AtomicInteger();

        private final TerraceCacheManager cacheManager;

        Account(TerraceCacheManager cacheManager) {
            this.cacheManager = cacheManager;
        }

        @Cacheable("orders")
        @CacheUser
        public List<String> orders(int year) {
            return List.of("order " + calls.incrementAndGet());
        }

        @CacheEvict("orders")
        @CacheUser
        public void placeOrder(int year) {}

        @Cacheable(cacheNames = "prices", key = "#sku")
        @CacheSegment("#tenant")
        public String price(String tenant, String sku) {
            return tenant + " " + calls.incrementAndGet();
        }

        public void loggedOut(String user) {
            cacheManager.evictUser(user);
        }
    }

    static class Files {

        final AtomicInteger reads = new AtomicInteger();

        int reads() {
            return reads.get();
        }

        @Cacheable("files")
        @PreAuthorize("hasRole('AUDITOR')")
        public String read(String name) {
            return name + " " + reads.incrementAndGet();
        }
    }

    static class Simulation {

        final AtomicInteger runs = new AtomicInteger();

        int runs() {
            return runs.get();
        }

        @Cacheable(cacheNames = "checkpoints", key = "#step", condition = "#step % 100 == 0")
        public String stateAt(int step) {
            return "state " + runs.incrementAndGet();
        }
    }

    static class Network {

        final AtomicInteger computed = new AtomicInteger();
        private int topology = 1;

        int computed() {
            return computed.get();
        }

        @Cacheable("routes")
        @CacheTags("'depends-on:topology'")
        public String route(String from, String to) {
            computed.incrementAndGet();
            return from + "-" + to + " over " + topology;
        }

        @Cacheable("latencies")
        @CacheTags({"'depends-on:topology'", "'depends-on:probes'"})
        public String latency(String from, String to) {
            computed.incrementAndGet();
            return from + "-" + to + " in " + topology + " ms";
        }

        @EvictTags("'depends-on:topology'")
        public void changeTopology(int version) {
            topology = version;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Keys {
        @Bean
        CanonicalKeyGenerator canonicalKeyGenerator() {
            return new CanonicalKeyGenerator();
        }
    }

    static class Model {

        final AtomicInteger calls = new AtomicInteger();

        @Cacheable(cacheNames = "llm-responses", keyGenerator = "canonicalKeyGenerator")
        public String complete(String prompt, String model, Map<String, Object> parameters) {
            return "answer " + calls.incrementAndGet();
        }
    }
}

package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.TtlPolicy;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.spring.annotation.CacheTtl;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What docs/migration.md makes of code for other libraries. */
@SuppressWarnings("unused")
class MigratedCatalogue {

    record Product(long id, String name) {}

    record Token(String text, Duration expiresIn) {}

    /** The database. */
    static class Repository {

        final AtomicInteger loads = new AtomicInteger();

        Product load(long id) {
            loads.incrementAndGet();
            return new Product(id, "p" + id);
        }

        Map<Long, Product> loadAll(Collection<Long> ids) {
            Map<Long, Product> found = new HashMap<>();
            ids.forEach(id -> found.put(id, load(id)));
            return found;
        }

        void rename(long id, String name) {}
    }

    /** Instead of an Expiry of Caffeine. */
    @Configuration(proxyBeanMethods = false)
    static class Lives {

        // snippet: ttl-policy
        @Bean
        TtlPolicy tokensLiveAsLongAsTheySay() {
            return (cache, key, value) -> value instanceof Token token ? token.expiresIn() : null;
        }
        // end
    }

    /** Instead of a local cached map of Redisson, or JetCache's Cache. */
    static class ByHand {

        private final Repository repository;

        // snippet: by-hand
        private final TerraceCache products;

        ByHand(TerraceCacheManager caches, Repository repository) {
            this.products =
                    Objects.requireNonNull(caches.getTerraceCache("products")).as(Product.class);
            this.repository = repository;
        }

        Product find(long id) {
            return products.get(id, () -> repository.load(id));
        }

        Map<Long, Product> findAll(List<Long> ids) throws Exception {
            return products.getAll(ids, repository::loadAll);
        }

        void rename(long id, String name) {
            repository.rename(id, name);
            products.evict(id);
        }
        // end
    }

    /** Instead of JetCache's annotations. */
    static class Annotated {

        final Repository repository = new Repository();

        // snippet: annotated
        @Cacheable(cacheNames = "products", key = "#id")
        public Product find(long id) {
            return repository.load(id);
        }

        @CachePut(cacheNames = "products", key = "#product.id")
        public Product save(Product product) {
            repository.rename(product.id(), product.name());
            return product;
        }

        @CacheEvict(cacheNames = "products", key = "#id")
        public void rename(long id, String name) {
            repository.rename(id, name);
        }

        @Cacheable("tokens")
        @CacheTtl("#result.expiresIn")
        public Token token(String client) {
            return new Token("t" + client, Duration.ofMinutes(5));
        }
        // end
    }

    /** After the last instance of the old version has ended. */
    static class RollOut {

        private final TerraceCacheManager caches;

        RollOut(TerraceCacheManager caches) {
            this.caches = caches;
        }

        void clear() {
            // snippet: clear-all
            caches.resetCaches(); // every cache, every instance
            // end
        }
    }
}

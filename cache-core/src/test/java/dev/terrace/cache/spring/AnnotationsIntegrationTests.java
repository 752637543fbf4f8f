package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.annotation.CacheTags;
import dev.terrace.cache.spring.annotation.CacheTtl;
import dev.terrace.cache.spring.annotation.CacheUser;
import dev.terrace.cache.spring.annotation.EvictTags;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;

/** Tags and owners of entries over two application contexts on one Redis. */
class AnnotationsIntegrationTests {

    record Product(int id, String category, String name) {}

    static class Catalogue {

        final AtomicInteger calls = new AtomicInteger();

        int calls() {
            return calls.get();
        }

        /** Like no other, of whatever instance. */
        private String loaded() {
            calls.incrementAndGet();
            return UUID.randomUUID().toString();
        }

        @Cacheable("products")
        @CacheTags({"'product:' + #id", "'category:' + #result.category"})
        public Product find(int id) {
            return new Product(id, "chairs", loaded());
        }

        @Cacheable("later")
        @CacheTags("'category:' + #result.category")
        public Mono<Product> findLater(int id) {
            return Mono.fromSupplier(() -> find(id));
        }

        @EvictTags("'category:' + #name")
        public void change(String name) {}

        @EvictTags("'category:' + #result")
        public CompletableFuture<String> changeLater(String name) {
            return CompletableFuture.supplyAsync(() -> name);
        }

        @EvictTags("'category:' + #result")
        public Mono<String> changeOnDemand(String name) {
            return Mono.just(name);
        }

        @Cacheable("lives")
        @CacheTtl("#life")
        public String living(Duration life) {
            return "value";
        }

        @Cacheable("orders")
        @CacheUser
        public String orders(int year) {
            return loaded();
        }

        @Cacheable("carts")
        @CacheUser
        public Mono<String> cart(int id) {
            return Mono.fromSupplier(this::loaded);
        }
    }

    private static final Duration LONG = Duration.ofSeconds(20);

    private final String namespace = Namespaces.fresh();
    private AnnotatedContext here;
    private AnnotatedContext there;

    @BeforeEach
    void start() {
        here = context();
        there = context();
    }

    private AnnotatedContext context() {
        return new AnnotatedContext(
                Instance.joined(TestRedis.shared().address(), namespace, Policies.BOTH), Catalogue.class);
    }

    @AfterEach
    void close() {
        SecurityContextHolder.clearContext();
        here.close();
        there.close();
    }

    private static Catalogue in(AnnotatedContext context) {
        return context.bean(Catalogue.class);
    }

    private void assertGoneEverywhere(Runnable eviction) {
        Product old = in(here).find(1);
        assertThat(in(there).find(1)).as("shared").isEqualTo(old);
        Product later = in(here).findLater(1).block(LONG);
        assertThat(in(there).findLater(1).block(LONG)).isEqualTo(later);
        eviction.run();
        assertThat(in(there).find(1)).as("where it was evicted, at once").isNotEqualTo(old);
        Awaitility.await().until(() -> !in(here).find(1).equals(old));
        Awaitility.await().until(() -> !in(here).findLater(1).block(LONG).equals(later));
        assertThat(in(here).find(1)).isEqualTo(in(there).find(1));
    }

    @Test
    void aTagGoesInEveryInstanceWhateverTheMethodReturns() {
        assertGoneEverywhere(() -> in(there).change("chairs"));
        assertGoneEverywhere(() -> in(there).changeLater("chairs").join());
        assertGoneEverywhere(() -> in(there).changeOnDemand("chairs").block(LONG));
    }

    @Test
    void anotherTagLeavesItThere() {
        Product kept = in(here).find(1);
        in(there).change("tables");
        assertThat(in(there).find(1)).isEqualTo(kept);
        assertThat(in(here).find(1)).isEqualTo(kept);
        assertThat(in(here).calls() + in(there).calls()).isEqualTo(1);
    }

    @Test
    void redisKeepsAnEntryAsLongAsItsMethodSays() {
        in(here).living(Duration.ofSeconds(100));
        String key =
                TestRedis.shared().cli("KEYS", "*" + namespace + "*:v:*lives*").strip();
        long millis = Long.parseLong(TestRedis.shared().cli("PTTL", key).strip());
        assertThat(Duration.ofMillis(millis)).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(125));
    }

    private static <T> T as(String name, Supplier<T> call) {
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(name, "", "ROLE_USER"));
        try {
            return call.get();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private static String cartOf(String name, AnnotatedContext context) {
        return in(context)
                .cart(1)
                .contextWrite(ReactiveSecurityContextHolder.withAuthentication(
                        new TestingAuthenticationToken(name, "", "ROLE_USER")))
                .block(LONG);
    }

    @Test
    void personalEntriesAreSharedByTheUsersInstancesAndGoWithTheUser() {
        String alices = as("alice", () -> in(here).orders(2026));
        String bobs = as("bob", () -> in(here).orders(2026));
        String cart = cartOf("alice", here);
        assertThat(as("alice", () -> in(there).orders(2026))).isEqualTo(alices).isNotEqualTo(bobs);
        assertThat(as("bob", () -> in(there).orders(2026))).isEqualTo(bobs);
        assertThat(cartOf("alice", there)).isEqualTo(cart);
        assertThat(in(there).calls()).as("all came from Redis").isZero();

        assertThat(here.manager().evictUser("alice")).isTrue();
        Awaitility.await()
                .until(() -> !as("alice", () -> in(there).orders(2026)).equals(alices));
        Awaitility.await().until(() -> !cartOf("alice", there).equals(cart));
        assertThat(as("bob", () -> in(there).orders(2026))).isEqualTo(bobs);
        assertThat(as("bob", () -> in(here).orders(2026))).isEqualTo(bobs);
    }
}

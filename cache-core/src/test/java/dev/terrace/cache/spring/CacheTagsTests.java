package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.annotation.CacheTags;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.core.annotation.AliasFor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What carries a tag goes when the tag is evicted, whatever the method returns and however it says so. */
class CacheTagsTests {

    record Product(int id, String category, List<String> shops) {}

    @Retention(RetentionPolicy.RUNTIME)
    @Cacheable
    @CacheTags("'catalogue'")
    @interface CatalogueEntry {
        @AliasFor(annotation = Cacheable.class, attribute = "cacheNames")
        String value();
    }

    interface Repository<T> {
        @Cacheable("inherited")
        @CacheTags("'category:' + #result.category")
        T inherited(int id);
    }

    static class Catalogue {

        final AtomicInteger calls = new AtomicInteger();

        int calls() {
            return calls.get();
        }

        Product product(int id) {
            calls.incrementAndGet();
            return new Product(id, id < 10 ? "chairs" : "tables", List.of("north", "south"));
        }

        @Cacheable("blocking")
        @CacheTags({"'product:' + #id", "'category:' + #result.category"})
        public Product blocking(int id) {
            return product(id);
        }

        @Cacheable("optional")
        @CacheTags("'category:' + #result.category")
        public Optional<Product> optional(int id) {
            return Optional.of(product(id));
        }

        @Cacheable("future")
        @CacheTags("'category:' + #result.category")
        public CompletableFuture<Product> future(int id) {
            return CompletableFuture.supplyAsync(() -> product(id));
        }

        @Cacheable("futureOptional")
        @CacheTags("'category:' + #result.category")
        public CompletableFuture<Optional<Product>> futureOptional(int id) {
            return CompletableFuture.supplyAsync(() -> Optional.of(product(id)));
        }

        @Cacheable("mono")
        @CacheTags("'category:' + #result.category")
        public Mono<Product> mono(int id) {
            return Mono.fromSupplier(() -> product(id));
        }

        @Cacheable("flux")
        @CacheTags("#result.!['category:' + category]")
        public Flux<Product> flux(int id) {
            return Flux.defer(() -> Flux.just(product(id), new Product(99, "lamps", List.of())));
        }

        @Cacheable(cacheNames = "unless", unless = "#id < 0")
        @CacheTags("'category:' + #result.category")
        public Product unless(int id) {
            return product(id);
        }

        @CatalogueEntry("meta")
        @CacheTags("'product:' + #id")
        public Product meta(int id) {
            return product(id);
        }

        @Cacheable("several")
        @CacheTags({"#result.shops.!['shop:' + #this]", "#root.args", "{#root.methodName, null}", "null"})
        public Product several(int id) {
            return product(id);
        }

        @Cacheable("placeholder")
        @CacheTags("'${tag.prefix}:' + #id + '${tag.missing:!}'")
        public Product placeholder(int id) {
            return product(id);
        }

        @CachePut(cacheNames = "blocking", key = "#product.id()")
        @CacheTags("'saved'")
        public Product save(Product product) {
            return product;
        }

        @Caching(cacheable = @Cacheable("one"), put = @CachePut("two"))
        @CacheTags("'product:' + #id")
        public Product caching(int id) {
            return product(id);
        }

        @Cacheable("countless")
        @CacheTags("#result")
        public List<Integer> countless(int size) {
            calls.incrementAndGet();
            return IntStream.range(0, size).boxed().toList();
        }

        @Cacheable("failing")
        @CacheTags("'category:' + #result.category")
        public Product nothing(int id) {
            calls.incrementAndGet();
            return null;
        }

        @Cacheable("unusable")
        @CacheTags("#root.target")
        public Product unusable(int id) {
            return product(id);
        }
    }

    /** Seen through its interface alone: the proxy is one of the JDK. */
    record Inheriting(Catalogue catalogue) implements Repository<Product> {
        @Override
        public Product inherited(int id) {
            return catalogue.product(id);
        }
    }

    static class Elsewhere {
        @Cacheable(cacheNames = "elsewhere", cacheManager = "cacheManager")
        @CacheTags("'category'")
        public String find(int id) {
            return "value";
        }
    }

    private AnnotatedContext side;
    private Catalogue catalogue;

    private void start(Class<?>... components) {
        side = new AnnotatedContext(Instance.nearOnly(Policies.NEAR), Map.of("tag.prefix", "sku"), components);
    }

    private Catalogue catalogue() {
        start(Catalogue.class, Inheriting.class);
        catalogue = side.bean(Catalogue.class);
        return catalogue;
    }

    @AfterEach
    void close() {
        if (side != null) {
            side.close();
        }
    }

    /** Counts the calls of the method within. */
    private int callsOf(Supplier<?> call) {
        int before = catalogue.calls();
        Object unused = call.get();
        return catalogue.calls() - before;
    }

    private void assertTagged(Supplier<?> call, String... tags) {
        for (String tag : tags) {
            assertThat(callsOf(call)).as("before " + tag).isEqualTo(1);
            assertThat(callsOf(call)).as("kept").isZero();
            side.manager().evictByTag("no such " + tag);
            assertThat(callsOf(call)).as("another tag").isZero();
            side.manager().evictByTag(tag);
        }
        assertThat(callsOf(call)).as("after the last").isEqualTo(1);
        assertThat(side.notStored()).isEmpty();
    }

    @Test
    void aValueHasTheTagsOfItsArgumentsAndOfItself() {
        Catalogue shop = catalogue();
        assertTagged(() -> shop.blocking(1), "product:1", "category:chairs");
    }

    @Test
    void onlyWhatCarriesTheTagGoes() {
        Catalogue shop = catalogue();
        shop.blocking(1);
        shop.blocking(11);
        side.manager().evictByTag("category:chairs");
        assertThat(callsOf(() -> shop.blocking(11))).isZero();
        assertThat(callsOf(() -> shop.blocking(1))).isEqualTo(1);
    }

    @Test
    void theResultIsTheValueWithoutWhatIsAroundIt() {
        Catalogue shop = catalogue();
        assertTagged(() -> shop.optional(1), "category:chairs");
        assertTagged(() -> shop.future(1).join(), "category:chairs");
        assertTagged(() -> shop.futureOptional(1).join(), "category:chairs");
        assertTagged(() -> shop.mono(1).block(), "category:chairs");
        assertTagged(() -> shop.flux(1).collectList().block(), "category:chairs", "category:lamps");
    }

    @Test
    void methodsThatAreNotSyncedHaveTheirTagsToo() {
        Catalogue shop = catalogue();
        assertTagged(() -> shop.unless(1), "category:chairs");
    }

    @Test
    void anInterfaceAndAMetaAnnotationSayTagsToo() {
        Catalogue shop = catalogue();
        @SuppressWarnings("unchecked")
        Repository<Product> inheriting = side.bean(Repository.class);
        assertTagged(() -> inheriting.inherited(1), "category:chairs");
        assertTagged(() -> shop.meta(1), "catalogue", "product:1");
    }

    @Test
    void aCollectionOrArrayGivesSeveralAndNullNone() {
        Catalogue shop = catalogue();
        assertTagged(() -> shop.several(7), "shop:north", "shop:south", "7", "several");
    }

    @Test
    void placeholdersAreResolved() {
        Catalogue shop = catalogue();
        assertTagged(() -> shop.placeholder(1), "sku:1!");
    }

    @Test
    void whatIsPutHasItsTags() {
        Catalogue shop = catalogue();
        shop.save(new Product(5, "chairs", List.of()));
        assertThat(callsOf(() -> shop.blocking(5))).isZero();
        side.manager().evictByTag("saved");
        assertThat(callsOf(() -> shop.blocking(5))).isEqualTo(1);
    }

    @Test
    void allOperationsOfAMethodStoreWithItsTags() {
        Catalogue shop = catalogue();
        shop.caching(1);
        assertThat(Arrays.asList(
                        side.manager().getCache("one").get(1),
                        side.manager().getCache("two").get(1)))
                .doesNotContainNull();
        side.manager().evictByTag("product:1");
        assertThat(side.manager().getCache("one").get(1)).isNull();
        assertThat(side.manager().getCache("two").get(1)).isNull();
    }

    @Test
    void ifAnExpressionFailsTheValueIsServedAndNotStored() {
        Catalogue shop = catalogue();
        assertThat(callsOf(() -> shop.nothing(1))).isEqualTo(1);
        assertThat(callsOf(() -> shop.nothing(1))).isEqualTo(1);
        assertThat(side.notStored())
                .hasSize(2)
                .allMatch(reason -> reason.contains("#result.category")
                        && reason.contains("@CacheTags on")
                        && reason.contains("Catalogue.nothing")
                        && reason.contains("PROPERTY_OR_FIELD_NOT_READABLE_ON_NULL"));
    }

    @Test
    void moreTagsThanAnEntryMayHaveLeaveTheValueServedAndNotStored() {
        Catalogue shop = catalogue();
        for (int size : new int[] {129, 1_000, 1_000_000}) {
            assertThat(callsOf(() -> shop.countless(size))).isEqualTo(1);
            assertThat(callsOf(() -> shop.countless(size))).isEqualTo(1);
        }
        // One reason for all of them is one line in the log.
        assertThat(side.notStored())
                .hasSize(6)
                .containsOnly(side.notStored().get(0))
                .allMatch(reason -> reason.contains("Catalogue.countless")
                        && reason.contains("more than 128 tags")
                        && reason.contains("tag it by what it is evicted with"));
        assertThat(callsOf(() -> shop.countless(128))).isEqualTo(1);
        assertThat(callsOf(() -> shop.countless(128))).isZero();
    }

    @Test
    void anObjectWithoutATextOfItsOwnIsNoTag() {
        Catalogue shop = catalogue();
        assertThat(callsOf(() -> shop.unusable(1))).isEqualTo(1);
        assertThat(callsOf(() -> shop.unusable(1))).isEqualTo(1);
        assertThat(side.notStored()).allMatch(reason -> reason.contains("with a toString() of its own"));
    }

    @Test
    void tagsOnCachesOfAnotherManagerAreRefused() {
        start(Elsewhere.class);
        Elsewhere bean = side.bean(Elsewhere.class);
        assertThatThrownBy(() -> bean.find(1))
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining("Elsewhere.find")
                .hasMessageContaining("leave out cacheManager");
    }
}

package dev.terrace.cache.sample;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.spring.annotation.EvictTags;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The catalogue behind the caches {@code products} and {@code category-pages}. It uses them by hand, since its callers want to
 * know which tier served them; {@link Categories} shows the annotations.
 *
 * <p>A product carries the tag of its category. A page carries that tag and one for each product on it. So a discount drops
 * all that shows the category, and a new price drops the product and the pages that show it, and nothing else.
 *
 * <p>Writers evict after the commit: evicting before it lets a reader load the old price and keep it.
 */
@Service
public class Catalogue {

    private final CatalogueRepository repository;
    private final TransactionOperations transactions;
    private final TerraceCacheManager caches;
    private final TerraceCache products;
    private final TerraceCache pages;

    Catalogue(CatalogueRepository repository, TransactionOperations transactions, TerraceCacheManager caches) {
        this.repository = repository;
        this.transactions = transactions;
        this.caches = caches;
        this.products = cache("products").as(new EntryDescription(Product.class, Catalogue::ofProduct));
        this.pages = cache("category-pages").as(new EntryDescription(ProductPage.class, Catalogue::ofPage));
    }

    private TerraceCache cache(String name) {
        return Objects.requireNonNull(caches.getTerraceCache(name), name);
    }

    private static EntryOptions ofProduct(@Nullable Object value) {
        return value instanceof Product product
                ? EntryOptions.tagged(tagOfCategory(product.category()))
                : EntryOptions.none();
    }

    private static EntryOptions ofPage(@Nullable Object value) {
        if (!(value instanceof ProductPage page)) {
            return EntryOptions.none();
        }
        Stream<String> shown = page.products().stream().map(product -> tagOfProduct(product.id()));
        return EntryOptions.tagged(
                Stream.concat(Stream.of(tagOfCategory(page.category())), shown).toArray(String[]::new));
    }

    static String tagOfCategory(String name) {
        return "category:" + name;
    }

    static String tagOfProduct(long id) {
        return "product:" + id;
    }

    private record PageKey(String category, int page) {}

    /** A product, null if there is none; that there is none is cached as well. */
    public CachedValue<Product> product(long id) throws Exception {
        return products.fetch(id, () -> repository.product(id));
    }

    /** A page of a category, without products if it is behind the last one, null if there is no such category. */
    public CachedValue<ProductPage> page(String category, int page) throws Exception {
        return pages.fetch(new PageKey(category, page), () -> repository.page(category, page));
    }

    /** Returns whether there is such a product. When it returns, no instance serves the old price. */
    public boolean changePrice(long id, BigDecimal price) {
        if (!Boolean.TRUE.equals(transactions.execute(status -> repository.changePrice(id, price)))) {
            return false;
        }
        products.evict(id);
        caches.evictByTag(tagOfProduct(id));
        return true;
    }

    /** Lowers all prices of a category and returns how many; empty if there is no such category. */
    @EvictTags(value = "'category:' + #category", condition = "#result.isPresent()")
    public OptionalInt discount(String category, BigDecimal percent) {
        return Objects.requireNonNull(transactions.execute(status -> repository.hasCategory(category)
                ? OptionalInt.of(repository.discount(category, percent))
                : OptionalInt.empty()));
    }
}

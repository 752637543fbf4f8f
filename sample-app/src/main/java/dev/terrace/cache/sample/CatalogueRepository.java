package dev.terrace.cache.sample;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The catalogue in the database. Its reads are slow on purpose, so that one sees what a cache is for; its writes are not. */
@Repository
class CatalogueRepository {

    static final int PAGE_SIZE = 20;

    private final JdbcClient jdbc;
    private final SampleProperties properties;

    CatalogueRepository(JdbcClient jdbc, SampleProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    @Nullable
    Product product(long id) {
        beSlow();
        return jdbc.sql("SELECT id, name, category, price FROM product WHERE id = ?")
                .param(id)
                .query(Product.class)
                .optional()
                .orElse(null);
    }

    /** A page of a category; null if there is no such category. */
    @Nullable
    ProductPage page(String category, int page) {
        beSlow();
        if (!hasCategory(category)) {
            return null;
        }
        long total = jdbc.sql("SELECT COUNT(*) FROM product WHERE category = ?")
                .param(category)
                .query(Long.class)
                .single();
        List<Product> products = jdbc.sql(
                        "SELECT id, name, category, price FROM product WHERE category = ? ORDER BY id LIMIT ? OFFSET ?")
                .param(category)
                .param(PAGE_SIZE)
                .param((long) page * PAGE_SIZE)
                .query(Product.class)
                .list();
        return new ProductPage(category, page, PAGE_SIZE, total, products);
    }

    List<Category> categories() {
        beSlow();
        return jdbc.sql(
                        "SELECT category AS name, COUNT(*) AS products FROM product GROUP BY category ORDER BY category")
                .query(Category.class)
                .list();
    }

    boolean hasCategory(String category) {
        return jdbc.sql("SELECT COUNT(*) FROM category WHERE name = ?")
                        .param(category)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Returns whether there is such a product. */
    boolean changePrice(long id, BigDecimal price) {
        return jdbc.sql("UPDATE product SET price = ? WHERE id = ?")
                        .param(price)
                        .param(id)
                        .update()
                > 0;
    }

    /** Lowers all prices of a category, none below a cent, and returns how many there are. */
    int discount(String category, BigDecimal percent) {
        return jdbc.sql(
                        "UPDATE product SET price = GREATEST(0.01, ROUND(price * (100 - ?) / 100, 2)) WHERE category = ?")
                .param(percent)
                .param(category)
                .update();
    }

    /** The database sleeps, not this process: as with a query that lacks an index. */
    private void beSlow() {
        long millis = properties.queryTime().toMillis();
        if (millis > 0) {
            jdbc.sql("CALL PAUSE(?)").param(millis).query(Long.class).single();
        }
    }
}

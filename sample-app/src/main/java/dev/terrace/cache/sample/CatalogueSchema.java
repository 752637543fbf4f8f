package dev.terrace.cache.sample;

import dev.terrace.cache.spring.TerraceCacheManager;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes and fills the database when the first instance starts. Instances that start together do this one after the other,
 * under a lock on a file that the system releases when a process dies; the products come all or not at all.
 */
@Component
class CatalogueSchema implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(CatalogueSchema.class);

    private final DataSource dataSource;
    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final TerraceCacheManager caches;
    private final SampleProperties properties;

    CatalogueSchema(
            DataSource dataSource,
            JdbcTemplate jdbc,
            TransactionOperations transactions,
            TerraceCacheManager caches,
            SampleProperties properties) {
        this.dataSource = dataSource;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.caches = caches;
        this.properties = properties;
    }

    @Override
    public void afterPropertiesSet() throws IOException {
        boolean seeded;
        try (FileChannel file = FileChannel.open(
                        properties.directory().resolve("database.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            DatabasePopulatorUtils.execute(
                    new ResourceDatabasePopulator(new ClassPathResource("catalogue.sql")), dataSource);
            seeded = Boolean.TRUE.equals(transactions.execute(status -> seed()));
            log.debug("Database ready under {}", lock);
        }
        if (seeded) {
            // A Redis that outlived the last database has its prices.
            caches.resetCaches();
            log.info("New catalogue: {} products in {} categories", Seed.PRODUCTS, Seed.CATEGORIES.size());
        }
    }

    private boolean seed() {
        Long present = jdbc.queryForObject("SELECT COUNT(*) FROM product", Long.class);
        if (present != null && present > 0) {
            return false;
        }
        jdbc.batchUpdate(
                "INSERT INTO category (name) VALUES (?)",
                Seed.CATEGORIES.stream().map(name -> new Object[] {name}).toList());
        List<Object[]> rows = Seed.products()
                .map(product -> new Object[] {product.id(), product.name(), product.category(), product.price()})
                .toList();
        jdbc.batchUpdate("INSERT INTO product (id, name, category, price) VALUES (?, ?, ?, ?)", rows);
        return true;
    }
}

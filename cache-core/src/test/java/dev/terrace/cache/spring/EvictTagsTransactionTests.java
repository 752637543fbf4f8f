package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.spring.annotation.CacheTags;
import dev.terrace.cache.spring.annotation.EvictTags;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.TransactionTemplate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tags are evicted when the transaction around the method has committed, and not before: what others read until then is old. */
class EvictTagsTransactionTests {

    static class Catalogue {

        private final JdbcTemplate database;

        Catalogue(DataSource source) {
            this.database = new JdbcTemplate(source);
        }

        @Cacheable("names")
        @CacheTags("'product:' + #id")
        public String name(int id) {
            return database.queryForObject("select name from product where id = ?", String.class, id);
        }

        @Transactional(transactionManager = "transactions")
        @EvictTags("'product:' + #id")
        public void rename(int id, String name, Runnable beforeCommit) {
            database.update("update product set name = ? where id = ?", name, id);
            beforeCommit.run();
        }

        @Transactional(transactionManager = "transactions")
        @EvictTags("'product:' + #name.size()")
        public void renameWithoutNamingIt(int id, String name) {
            database.update("update product set name = ? where id = ?", name, id);
        }

        @EvictTags("#tag")
        public String evict(String tag) {
            return tag;
        }

        @EvictTags("#result")
        public CompletableFuture<String> future(CompletableFuture<String> source) {
            return source;
        }

        @EvictTags("#result")
        public Mono<String> mono(Mono<String> source) {
            return source;
        }

        @Transactional(transactionManager = "reactiveTransactions")
        @EvictTags("#tag")
        public Flux<Integer> flux(String tag, Flux<Integer> source) {
            return source;
        }

        @EvictTags(value = "#tag", beforeInvocation = true)
        public void before(String tag) {}
    }

    /** Commits nothing, but in Spring's order. */
    @SuppressWarnings("serial")
    static final class Nothing extends AbstractReactiveTransactionManager {
        @Override
        protected Object doGetTransaction(TransactionSynchronizationManager synchronizations) {
            return new Object();
        }

        @Override
        protected Mono<Void> doBegin(
                TransactionSynchronizationManager synchronizations,
                Object transaction,
                TransactionDefinition definition) {
            return Mono.empty();
        }

        @Override
        protected Mono<Void> doCommit(
                TransactionSynchronizationManager synchronizations, GenericReactiveTransaction status) {
            return Mono.empty();
        }

        @Override
        protected Mono<Void> doRollback(
                TransactionSynchronizationManager synchronizations, GenericReactiveTransaction status) {
            return Mono.empty();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Database {

        @Bean(destroyMethod = "shutdown")
        DataSource source() {
            return new EmbeddedDatabaseBuilder()
                    .setType(EmbeddedDatabaseType.H2)
                    .generateUniqueName(true)
                    .build();
        }

        @Bean
        PlatformTransactionManager transactions(DataSource source) {
            return new DataSourceTransactionManager(source);
        }

        @Bean
        ReactiveTransactionManager reactiveTransactions() {
            return new Nothing();
        }
    }

    private static final Duration LONG = Duration.ofSeconds(20);

    private final AnnotatedContext side = new AnnotatedContext(Database.class, Catalogue.class);
    private final Catalogue catalogue = side.bean(Catalogue.class);
    private final TransactionTemplate transaction =
            new TransactionTemplate(side.bean(PlatformTransactionManager.class));
    private final TransactionalOperator operator =
            TransactionalOperator.create(side.bean(ReactiveTransactionManager.class));

    @BeforeEach
    void create() {
        JdbcTemplate database = new JdbcTemplate(side.bean(DataSource.class));
        database.execute("create table product (id int primary key, name varchar(20))");
        database.execute("insert into product values (1, 'chair')");
    }

    @AfterEach
    void close() {
        side.close();
    }

    private void store(String tag) {
        side.instance.cache("entries").put(tag, "value", EntryOptions.tagged(tag));
    }

    private boolean isStored(String tag) {
        return side.instance.cache("entries").exists(tag);
    }

    /** Evicted any earlier, the old name that another thread reads again would stay. */
    @Test
    void whatOthersReadBeforeTheCommitGoesWithIt() throws Exception {
        assertThat(catalogue.name(1)).isEqualTo("chair");
        try (Threads threads = new Threads(1)) {
            transaction.executeWithoutResult(status -> {
                catalogue.rename(1, "stool", () -> {});
                assertThat(threads.submit(() -> catalogue.name(1)))
                        .succeedsWithin(LONG)
                        .isEqualTo("chair");
            });
        }
        assertThat(catalogue.name(1)).isEqualTo("stool");
    }

    @Test
    void withinALargerTransactionItWaitsForThatOne() {
        store("tag");
        transaction.executeWithoutResult(status -> {
            catalogue.evict("tag");
            assertThat(isStored("tag")).isTrue();
        });
        assertThat(isStored("tag")).isFalse();
    }

    @Test
    void aTransactionThatIsRolledBackEvictsNothing() {
        store("tag");
        transaction.executeWithoutResult(status -> {
            catalogue.evict("tag");
            assertThat(catalogue.future(CompletableFuture.completedFuture("tag")))
                    .succeedsWithin(LONG)
                    .isEqualTo("tag");
            status.setRollbackOnly();
        });
        assertThat(isStored("tag")).isTrue();
        assertThatThrownBy(() -> catalogue.rename(1, "stool", () -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(catalogue.name(1)).isEqualTo("chair");
    }

    @Test
    void anEvictionThatCannotBeNamedRollsBack() {
        assertThatThrownBy(() -> catalogue.renameWithoutNamingIt(1, "stool")).hasMessageContaining("@EvictTags");
        assertThat(catalogue.name(1)).isEqualTo("chair");
    }

    @Test
    void beforeTheInvocationNoTransactionIsWaitedFor() {
        store("tag");
        transaction.executeWithoutResult(status -> {
            catalogue.before("tag");
            assertThat(isStored("tag")).isFalse();
            status.setRollbackOnly();
        });
    }

    @Test
    void aFutureThatIsDoneMayBeWaitedForWithinTheTransactionThatItsEvictionWaitsFor() {
        store("tag");
        transaction.executeWithoutResult(status -> {
            assertThat(catalogue.future(CompletableFuture.completedFuture("tag")))
                    .succeedsWithin(LONG)
                    .isEqualTo("tag");
            assertThat(isStored("tag")).isTrue();
        });
        assertThat(isStored("tag")).isFalse();
    }

    @Test
    void aFutureThatIsLaterThanTheCommitEvictsItself() throws Exception {
        store("tag");
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> returned = transaction.execute(status -> catalogue.future(source));
        assertThat(isStored("tag")).isTrue();
        source.complete("tag");
        assertThat(returned.get(20, TimeUnit.SECONDS)).isEqualTo("tag");
        assertThat(isStored("tag")).isFalse();
    }

    @Test
    void aPublisherWaitsForTheCommitInItsContext() {
        store("tag");
        Mono<String> inside = catalogue
                .mono(Mono.just("tag"))
                .doOnNext(value -> assertThat(isStored("tag")).isTrue());
        assertThat(operator.transactional(inside).block(LONG)).isEqualTo("tag");
        assertThat(isStored("tag")).isFalse();
    }

    @Test
    void aFluxInATransactionOfItsOwnWaitsForIt() {
        store("tag");
        Flux<Integer> elements =
                Flux.just(1, 2).doOnComplete(() -> assertThat(isStored("tag")).isTrue());
        assertThat(catalogue.flux("tag", elements).collectList().block(LONG)).containsExactly(1, 2);
        assertThat(isStored("tag")).isFalse();
    }

    @Test
    void aReactiveTransactionThatIsRolledBackEvictsNothing() {
        store("tag");
        Mono<String> failing =
                catalogue.mono(Mono.just("tag")).flatMap(value -> Mono.error(new IllegalStateException("no")));
        assertThatThrownBy(() -> operator.transactional(failing).block(LONG)).hasMessage("no");
        assertThat(isStored("tag")).isTrue();
    }
}

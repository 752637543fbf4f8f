package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.spring.EvictTagsTransactionTests.Catalogue;
import dev.terrace.cache.spring.EvictTagsTransactionTests.Database;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;
import org.springframework.transaction.support.TransactionTemplate;
import reactor.core.publisher.Mono;

/** What has been committed is evicted, whatever else happens after the commit. */
class EvictTagsAfterCommitTests {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final AnnotatedContext side = new AnnotatedContext(Database.class, Catalogue.class);
    private final Catalogue catalogue = side.bean(Catalogue.class);
    private final TransactionTemplate transaction =
            new TransactionTemplate(side.bean(PlatformTransactionManager.class));

    @BeforeEach
    void store() {
        side.instance.cache("entries").put("tag", "value", EntryOptions.tagged("tag"));
    }

    @AfterEach
    void close() {
        side.close();
    }

    private boolean isStored() {
        return side.instance.cache("entries").exists("tag");
    }

    private static void afterCommit(Runnable callback) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                callback.run();
            }
        });
    }

    @Test
    void aCallbackOfOthersThatFailsKeepsNothing() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    afterCommit(() -> {
                        throw new IllegalStateException("of others");
                    });
                    catalogue.evict("tag");
                }))
                .hasMessage("of others");
        assertThat(isStored()).isFalse();
    }

    @Test
    void aMethodThatIsCalledAfterTheCommitEvicts() {
        transaction.executeWithoutResult(status -> afterCommit(() -> catalogue.evict("tag")));
        assertThat(isStored()).isFalse();
    }

    /** As when the connection breaks while it commits. */
    @Test
    void whatMayHaveBeenCommittedIsEvicted() {
        TransactionSynchronizationManager.initSynchronization();
        try {
            catalogue.evict("tag");
            TransactionSynchronizationUtils.triggerAfterCompletion(TransactionSynchronization.STATUS_UNKNOWN);
        } finally {
            TransactionSynchronizationManager.clearSynchronization();
        }
        assertThat(isStored()).isFalse();
    }

    @Test
    void aReactiveCallbackOfOthersThatFailsKeepsNothing() {
        Mono<String> work =
                org.springframework.transaction.reactive.TransactionSynchronizationManager.forCurrentTransaction()
                        .doOnNext(synchronizations -> synchronizations.registerSynchronization(
                                new org.springframework.transaction.reactive.TransactionSynchronization() {
                                    @Override
                                    public Mono<Void> afterCommit() {
                                        return Mono.error(new IllegalStateException("of others"));
                                    }
                                }))
                        .then(catalogue.mono(Mono.just("tag")));
        Mono<String> transactional = TransactionalOperator.create(side.bean(ReactiveTransactionManager.class))
                .transactional(work);
        assertThatThrownBy(() -> transactional.block(LONG)).isInstanceOf(RuntimeException.class);
        assertThat(isStored()).isFalse();
    }

    /** Its work is on another thread, in no transaction of this one. */
    @Test
    void aFutureThatIsAtWorkWhenItIsReturnedEvictsAlthoughTheTransactionIsRolledBack() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> returned = transaction.execute(status -> {
            status.setRollbackOnly();
            return catalogue.future(source);
        });
        assertThat(isStored()).isTrue();
        source.complete("tag");
        assertThat(returned).succeedsWithin(LONG).isEqualTo("tag");
        assertThat(isStored()).isFalse();
    }

    /** What it has written, others may have committed; what it has read, this transaction may have written. */
    @Test
    void withinTheTransactionItEvictsWhenItIsCompleteAndOnceMoreAfterTheCommit() {
        CompletableFuture<String> source = new CompletableFuture<>();
        transaction.executeWithoutResult(status -> {
            CompletableFuture<String> returned = catalogue.future(source);
            source.complete("tag");
            assertThat(returned).succeedsWithin(LONG).isEqualTo("tag");
            assertThat(isStored()).isFalse();
            store();
        });
        assertThat(isStored()).isFalse();
    }
}

package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.spring.CachingSide.Caches;
import dev.terrace.cache.spring.CachingSide.Errors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/** What a transaction has loaded is kept when it commits, for it may be what the transaction has written itself. */
class CommittedCacheTests {

    static class Catalogue {
        private final AtomicInteger calls = new AtomicInteger();

        @Cacheable("found")
        public String find(int id) {
            return "value #" + calls.incrementAndGet();
        }

        @Cacheable("found")
        public CompletableFuture<String> later(int id) {
            return CompletableFuture.completedFuture("value #" + calls.incrementAndGet());
        }

        @Cacheable(cacheNames = "found", sync = true)
        public String synced(int id) {
            return "value #" + calls.incrementAndGet();
        }
    }

    private CachingSide side;
    private Catalogue catalogue;

    @BeforeEach
    void start() {
        side = new CachingSide(
                Caches.TERRACE_AFTER_COMMIT, Errors.THROWN, AnnotationSettings.defaults(), Catalogue.class);
        catalogue = side.context.getBean(Catalogue.class);
    }

    @AfterEach
    void close() {
        side.close();
    }

    private boolean isCached() {
        return side.manager().getCache("found").get(1) != null;
    }

    private void inTransaction(boolean commit, Supplier<Object> call) {
        TransactionSynchronizationManager.initSynchronization();
        try {
            assertThat(call.get()).isNotNull();
            assertThat(isCached()).as("before the end").isFalse();
            if (commit) {
                TransactionSynchronizationUtils.triggerAfterCommit();
            }
        } finally {
            TransactionSynchronizationManager.clearSynchronization();
        }
        assertThat(isCached()).as("after the end").isEqualTo(commit);
    }

    @Test
    void whatIsLoadedIsKeptAfterTheCommit() {
        inTransaction(true, () -> catalogue.find(1));
        assertThat(catalogue.find(1)).isEqualTo("value #1");
    }

    @Test
    void whatIsLoadedIsNotKeptAfterARollback() {
        inTransaction(false, () -> catalogue.find(1));
        assertThat(catalogue.find(1)).isEqualTo("value #2");
    }

    @Test
    void thatHoldsForFuturesToo() {
        inTransaction(false, () -> catalogue.later(1).join());
        inTransaction(true, () -> catalogue.later(1).join());
        assertThat(catalogue.later(1).join()).isEqualTo("value #2");
    }

    @Test
    void aHitWithinATransactionIsServed() {
        catalogue.find(1);
        TransactionSynchronizationManager.initSynchronization();
        try {
            assertThat(catalogue.find(1)).isEqualTo("value #1");
            assertThat(catalogue.later(1).join()).isEqualTo("value #1");
        } finally {
            TransactionSynchronizationManager.clearSynchronization();
        }
    }

    @Test
    void syncThatTheApplicationAskedForIsSprings() {
        TransactionSynchronizationManager.initSynchronization();
        try {
            catalogue.synced(1);
            assertThat(isCached()).isTrue();
        } finally {
            TransactionSynchronizationManager.clearSynchronization();
        }
    }
}

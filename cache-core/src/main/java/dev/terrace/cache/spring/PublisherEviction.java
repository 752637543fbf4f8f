package dev.terrace.cache.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.ReactiveAdapter;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Evicts before or after the work of a publisher, for each subscriber; after the commit of a transaction in Reactor's context. Loaded only
 * if Reactor is there.
 */
final class PublisherEviction {

    private static final Logger log = LoggerFactory.getLogger(PublisherEviction.class);

    private static final boolean TRANSACTIONS = ClassUtils.isPresent(
            "org.springframework.transaction.reactive.TransactionSynchronizationManager",
            PublisherEviction.class.getClassLoader());

    private final ReactiveAdapter adapter;
    private final Function<Set<String>, CompletionStage<?>> evict;

    PublisherEviction(ReactiveAdapter adapter, Function<Set<String>, CompletionStage<?>> evict) {
        this.adapter = adapter;
        this.evict = evict;
    }

    /** The publisher, begun when these tags are evicted. */
    Object before(Object publisher, Supplier<Set<String>> tags) {
        Mono<Void> first = Mono.defer(() -> evicted(tags.get()));
        return adapter.fromPublisher(
                adapter.isMultiValue()
                        ? first.thenMany(Flux.from(adapter.toPublisher(publisher)))
                        : first.then(Mono.from(adapter.toPublisher(publisher))));
    }

    /**
     * The publisher, which completes when the tags are evicted.
     *
     * @param tags those for its value, of several for their list
     * @param ofResult whether they depend on it; else a list is not made
     */
    Object after(Object publisher, Function<@Nullable Object, Set<String>> tags, boolean ofResult) {
        if (!adapter.isMultiValue()) {
            return adapter.fromPublisher(Mono.from(adapter.toPublisher(publisher))
                    .singleOptional()
                    .flatMap(
                            value -> afterCommit(tags.apply(value.orElse(null))).then(Mono.justOrEmpty(value))));
        }
        return adapter.fromPublisher(Flux.defer(() -> {
            List<Object> seen = new ArrayList<>();
            Flux<Object> elements = Flux.from(adapter.toPublisher(publisher));
            return (ofResult ? elements.doOnNext(seen::add) : elements)
                    .concatWith(Mono.defer(() -> afterCommit(tags.apply(seen)).then(Mono.empty())));
        }));
    }

    private Mono<Void> evicted(Set<String> tags) {
        return Mono.fromFuture(() -> evict.apply(tags).toCompletableFuture(), true)
                .then();
    }

    private Mono<Void> afterCommit(Set<String> tags) {
        return TRANSACTIONS ? InTransaction.afterCommit(evicted(tags)) : evicted(tags);
    }

    /** Loaded only if Spring's transactions are there. */
    private static final class InTransaction {

        static Mono<Void> afterCommit(Mono<Void> eviction) {
            return TransactionSynchronizationManager.forCurrentTransaction()
                    .filter(TransactionSynchronizationManager::isSynchronizationActive)
                    .map(Optional::of)
                    .onErrorResume(NoTransactionException.class, none -> Mono.empty())
                    .defaultIfEmpty(Optional.empty())
                    .flatMap(transaction -> {
                        if (transaction.isEmpty()) {
                            return eviction;
                        }
                        transaction.get().registerSynchronization(new AfterCommit(eviction));
                        return Mono.empty();
                    });
        }
    }

    /**
     * Evicts once. It is the first of all after the commit, since Spring leaves out those behind one that fails, and then calls
     * {@code afterCompletion} of none; that remains for what nobody knows whether it was committed.
     */
    private static final class AfterCommit implements TransactionSynchronization, Ordered {

        private final Mono<Void> eviction;

        AfterCommit(Mono<Void> eviction) {
            AtomicBoolean begun = new AtomicBoolean();
            this.eviction = Mono.defer(() -> begun.compareAndSet(false, true) ? eviction : Mono.empty())
                    .onErrorResume(RuntimeException.class, e -> {
                        log.warn("An eviction after a commit has failed", e);
                        return Mono.empty();
                    });
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }

        @Override
        public Mono<Void> afterCommit() {
            return eviction;
        }

        @Override
        public Mono<Void> afterCompletion(int status) {
            return status == STATUS_ROLLED_BACK ? Mono.empty() : eviction;
        }
    }
}

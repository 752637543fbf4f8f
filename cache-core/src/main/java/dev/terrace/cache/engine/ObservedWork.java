package dev.terrace.cache.engine;

import dev.terrace.cache.event.CacheObserver;
import dev.terrace.cache.event.CacheObserver.Observed;
import dev.terrace.cache.event.CacheObserver.Scope;
import dev.terrace.cache.event.Operation;
import dev.terrace.cache.tier.StageFailure;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What takes time in one cache, as an observer sees it. Without one everything is called as it is. Thread-safe. */
@SuppressWarnings("try") // a scope is only opened and closed
final class ObservedWork {

    private final String cache;
    private final @Nullable CacheObserver observer;

    /** @param cache its name, or {@code *} for what concerns all caches */
    ObservedWork(String cache, @Nullable CacheObserver observer) {
        this.cache = cache;
        this.observer = observer;
    }

    boolean isSeen() {
        return observer != null;
    }

    <T> CompletionStage<T> remote(
            String name, Supplier<List<String>> keys, Supplier<? extends CompletionStage<T>> call) {
        return remote(name, keys, call, answer -> Operation.SUCCESS);
    }

    /** @param result what it is called that an answer brought */
    <T> CompletionStage<T> remote(
            String name,
            Supplier<List<String>> keys,
            Supplier<? extends CompletionStage<T>> call,
            Function<T, String> result) {
        Observed observed = begin(Operation.Kind.REMOTE, name, keys);
        if (observed == null) {
            return call.get();
        }
        return RemoteAccess.started(call).whenComplete((answer, failure) -> {
            if (failure == null) {
                observed.end(result.apply(answer), null);
            } else {
                observed.end(Operation.FAILURE, StageFailure.causeOf(failure));
            }
        });
    }

    /** Calls a loader, which does not throw: what it begins on this thread is part of it. */
    <T> CompletionStage<T> load(
            Operation.Kind kind, String name, Supplier<List<String>> keys, Supplier<CompletionStage<T>> loader) {
        Observed observed = begin(kind, name, keys);
        if (observed == null) {
            return loader.get();
        }
        CompletionStage<T> loading;
        try (Scope scope = observed.open()) {
            loading = loader.get();
        }
        return loading.whenComplete((loaded, failure) -> observed.end(
                failure == null ? Operation.SUCCESS : Operation.FAILURE,
                failure == null ? null : LoadFailure.of(failure).thrown()));
    }

    private @Nullable Observed begin(Operation.Kind kind, String name, Supplier<List<String>> keys) {
        return observer == null ? null : observer.begin(new Operation(kind, cache, name, keys));
    }

    /** An executor whose tasks belong to what is under way on this thread. */
    Executor continued(Executor executor) {
        Supplier<Scope> here = current();
        return here == null
                ? executor
                : task -> executor.execute(() -> {
                    try (Scope scope = here.get()) {
                        task.run();
                    }
                });
    }

    /** A step that belongs to what is under way on this thread, wherever it is taken. */
    <A, F, B> BiFunction<A, F, B> continued(BiFunction<A, F, B> step) {
        Supplier<Scope> here = current();
        return here == null
                ? step
                : (answer, failure) -> {
                    try (Scope scope = here.get()) {
                        return step.apply(answer, failure);
                    }
                };
    }

    private @Nullable Supplier<Scope> current() {
        return observer == null ? null : observer.current();
    }
}

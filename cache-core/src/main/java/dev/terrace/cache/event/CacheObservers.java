package dev.terrace.cache.event;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Lets several observers see the same; one that throws keeps nobody from anything. Thread-safe. */
final class CacheObservers implements CacheObserver {

    private static final Logger log = LoggerFactory.getLogger(CacheObservers.class);

    /** Said once of each class: it may fail with every call. */
    private final Set<Class<?>> failed = ConcurrentHashMap.newKeySet();

    private final List<CacheObserver> observers;

    private CacheObservers(List<CacheObserver> observers) {
        this.observers = observers;
    }

    /** Null if there is none. */
    static @Nullable CacheObserver of(Stream<CacheObserver> observers) {
        List<CacheObserver> all = observers.toList();
        return all.isEmpty() ? null : new CacheObservers(all);
    }

    @Override
    public @Nullable Observed begin(Operation operation) {
        List<Observed> observed = each(observers, observer -> observer.begin(operation));
        return observed.isEmpty() ? null : new All(observed);
    }

    @Override
    public void invalidated(Direction direction, Extent extent, String cache, int count) {
        run(observers, observer -> observer.invalidated(direction, extent, cache, count));
    }

    @Override
    public void serversAsked() {
        run(observers, CacheObserver::serversAsked);
    }

    @Override
    public @Nullable Supplier<Scope> current() {
        List<Supplier<Scope>> current = each(observers, CacheObserver::current);
        return current.isEmpty() ? null : () -> scope(each(current, Supplier::get));
    }

    private final class All implements Observed {

        private final List<Observed> observed;

        private All(List<Observed> observed) {
            this.observed = observed;
        }

        @Override
        public Scope open() {
            return scope(each(observed, Observed::open));
        }

        @Override
        public void end(String result, @Nullable Throwable failure) {
            run(observed, each -> each.end(result, failure));
        }
    }

    private Scope scope(List<Scope> scopes) {
        return () -> run(scopes, Scope::close);
    }

    private <T, R> List<R> each(List<T> all, Function<T, @Nullable R> call) {
        return all.stream()
                .<@Nullable R>map(one -> guarded(one, call))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    private <T> void run(List<T> all, Consumer<T> call) {
        for (T one : all) {
            guarded(one, each -> {
                call.accept(each);
                return null;
            });
        }
    }

    private <T, R> @Nullable R guarded(T one, Function<T, @Nullable R> call) {
        try {
            return call.apply(one);
        } catch (RuntimeException e) {
            log.atLevel(failed.add(one.getClass()) ? Level.WARN : Level.DEBUG)
                    .log("The observer {} failed", one.getClass().getName(), e);
            return null;
        }
    }
}

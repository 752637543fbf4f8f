package dev.terrace.cache.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CacheObserversTests {

    private static final Operation LOAD = new Operation(Operation.Kind.LOAD, "products", "load", List::of);

    private final List<String> heard = new ArrayList<>();

    private CacheListener observing(CacheObserver observer) {
        return new CacheListener() {
            @Override
            public void onEvent(CacheEvent event) {
                heard.add("event");
            }

            @Override
            public CacheObserver observer() {
                return observer;
            }
        };
    }

    private CacheObserver recording(String name) {
        return new CacheObserver() {
            @Override
            public Observed begin(Operation operation) {
                heard.add(name + " begins");
                return new Observed() {
                    @Override
                    public Scope open() {
                        return () -> heard.add(name + " closed");
                    }

                    @Override
                    public void end(String result, @Nullable Throwable failure) {
                        heard.add(name + " " + result);
                    }
                };
            }

            @Override
            public void invalidated(Direction direction, Extent extent, String cache, int count) {
                heard.add(name + " " + direction + extent + cache + count);
            }

            @Override
            public Supplier<Scope> current() {
                return () -> () -> heard.add(name + " left");
            }
        };
    }

    private static CacheObserver failing() {
        return new CacheObserver() {
            @Override
            public Observed begin(Operation operation) {
                throw new IllegalStateException("begin");
            }

            @Override
            public void invalidated(Direction direction, Extent extent, String cache, int count) {
                throw new IllegalStateException("invalidated");
            }
        };
    }

    @Test
    void whereNobodyObservesThereIsNoObserver() {
        assertThat(new CacheEvents(List.of(event -> {}, event -> {})).observer())
                .isNull();
    }

    @Test
    void allObserversSeeTheSameWhateverOneOfThemThrows() {
        CacheObserver all = Objects.requireNonNull(new CacheEvents(List.of(
                        observing(recording("one")), observing(failing()), event -> {}, observing(recording("two"))))
                .observer());
        CacheObserver.Observed observed = Objects.requireNonNull(all.begin(LOAD));
        observed.open().close();
        observed.end("success", null);
        all.invalidated(CacheObserver.Direction.OUT, CacheObserver.Extent.KEY, "products", 2);
        Objects.requireNonNull(all.current()).get().close();
        assertThat(heard)
                .containsExactly(
                        "one begins",
                        "two begins",
                        "one closed",
                        "two closed",
                        "one success",
                        "two success",
                        "one OUTKEYproducts2",
                        "two OUTKEYproducts2",
                        "one left",
                        "two left");
    }
}

package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that callers change although others have them, too. */
class CopyTests {

    private static final EntryDescription LIST = EntryDescription.of(Policies.listOf(String.class));

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(1, time::millis);
    private TwinInstance here;

    static Stream<CachePolicy> copying() {
        return Stream.of(Policies.BOTH, Policies.NEAR).map(CopyTests::copying);
    }

    private static CachePolicy copying(CachePolicy policy) {
        return Policies.near(policy, new CachePolicy.Near(10, null, Duration.ofMinutes(1), CachePolicy.Copy.ON_READ));
    }

    @BeforeEach
    void start() {
        here = TwinInstance.joined("here", server, time);
    }

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    private static List<String> mutable() {
        return new ArrayList<>(List.of("a"));
    }

    @SuppressWarnings("unchecked")
    private static List<String> read(DefaultTieredCache cache) {
        return (List<String>) Objects.requireNonNull(
                Objects.requireNonNull(cache.lookup("k", LIST)).value());
    }

    @ParameterizedTest
    @MethodSource("copying")
    void whatAReaderChangesNobodyElseSees(CachePolicy policy) {
        DefaultTieredCache cache = here.cache("lists", policy);
        cache.put("k", mutable(), LIST);
        read(cache).add("b");
        assertThat(read(cache)).containsExactly("a");
        assertThat(Objects.requireNonNull(cache.nearHit("k")).value()).isEqualTo(List.of("a"));
    }

    @ParameterizedTest
    @MethodSource("copying")
    void whatTheWriterChangesAfterwardsNobodySees(CachePolicy policy) {
        DefaultTieredCache cache = here.cache("lists", policy);
        List<String> written = mutable();
        cache.put("k", written, LIST);
        written.add("b");
        assertThat(read(cache)).containsExactly("a");
    }

    @ParameterizedTest
    @MethodSource("copying")
    void whatALoaderOrItsCallerChangesAfterwardsNobodySees(CachePolicy policy) throws Exception {
        DefaultTieredCache cache = here.cache("lists", policy);
        List<String> loaded = mutable();
        List<String> got =
                Objects.requireNonNull(cache.fetch("k", () -> loaded, LIST).value());
        loaded.add("b");
        got.add("c");
        here.settle();
        assertThat(read(cache)).containsExactly("a");
    }

    @Test
    void withoutItAllHaveTheSameObject() {
        DefaultTieredCache cache = here.cache("lists", Policies.BOTH);
        cache.put("k", mutable(), LIST);
        read(cache).add("b");
        assertThat(read(cache)).containsExactly("a", "b");
    }

    private interface Payment {}

    private record Card(String number) implements Payment {}

    private record Order(Payment payment, List<String> lines) {}

    @ParameterizedTest
    @MethodSource("copying")
    void whatCannotBeCopiedIsServedAndNotStored(CachePolicy policy) throws Exception {
        DefaultTieredCache cache = here.cache("orders", policy);
        EntryDescription order = EntryDescription.of(Order.class);
        cache.put("first", new Order(null, mutable()), order);
        Order paid = new Order(new Card("1"), mutable());
        assertThat(cache.<Order>fetch("k", () -> paid, order).value()).isSameAs(paid);
        here.settle();
        var later = cache.fetchAsync("k", () -> CompletableFuture.completedFuture(paid), order)
                .toCompletableFuture();
        here.runUntil(later::isDone);
        assertThat(later.join().value()).isSameAs(paid);
        here.settle();
        assertThat(cache.nearHit("k")).isNull();
        assertThat(here.events).hasAtLeastOneElementOfType(CacheEvent.ValueNotStored.class);
    }

    private record Point(int x, LocalDate on) {}

    private record Bag(List<String> things) {}

    static Stream<Object> unchangeable() {
        return Stream.of(
                "text",
                7,
                LocalDate.EPOCH,
                Duration.ZERO,
                CachePolicy.Copy.ON_READ,
                new Point(1, LocalDate.EPOCH),
                List.of(new Point(1, LocalDate.EPOCH)),
                Map.of("a", List.of(1, 2)),
                Optional.of("a"),
                new Bag(List.of("a")));
    }

    @ParameterizedTest
    @MethodSource("unchangeable")
    void whatNobodyCanChangeIsNotCopied(Object value) {
        DefaultTieredCache cache = here.cache("values", copying(Policies.BOTH));
        cache.put("k", value, EntryDescription.of(value.getClass()));
        assertThat(Objects.requireNonNull(cache.nearHit("k")).value()).isSameAs(value);
    }

    static Stream<Object> changeable() {
        return Stream.of(
                new ArrayList<>(List.of("a")),
                new Bag(new ArrayList<>()),
                List.of(new ArrayList<>()),
                Optional.of(new int[1]),
                new int[] {1},
                new StringBuilder("a"),
                new Object());
    }

    @ParameterizedTest
    @MethodSource("changeable")
    void whatSomebodyMightChangeIsTakenForChangeable(Object value) {
        assertThat(Immutables.contain(value)).isFalse();
    }
}

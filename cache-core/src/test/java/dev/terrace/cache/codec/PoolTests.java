package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolTests {

    private final List<Object> made = new ArrayList<>();
    private final List<Object> closed = new ArrayList<>();

    private Pool<Object> pool(int size) {
        return new Pool<>(
                size,
                () -> {
                    made.add(new Object());
                    return made.get(made.size() - 1);
                },
                closed::add);
    }

    @Test
    void whatWasGivenBackIsTakenAgain() {
        Pool<Object> pool = pool(2);
        Object first = pool.take();
        pool.give(first);
        assertThat(pool.take()).isSameAs(first);
        assertThat(pool.take()).isNotSameAs(first);
        assertThat(made).hasSize(2);
    }

    @Test
    void noMoreThanItsSizeAreLeftBehind() {
        Pool<Object> pool = pool(2);
        List<Object> taken = List.of(pool.take(), pool.take(), pool.take());
        taken.forEach(pool::give);
        assertThat(closed).containsExactly(taken.get(2));
    }

    @Test
    void withoutSizeNothingIsKept() {
        Pool<Object> pool = pool(0);
        pool.give(pool.take());
        pool.give(pool.take());
        assertThat(closed).hasSize(2).isEqualTo(made);
    }
}

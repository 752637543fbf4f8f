package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadSlotsTests {

    @Test
    void thereAreSoManyAndNoMore() {
        LoadSlots slots = new LoadSlots(2);
        assertThat(slots.tryTake()).isTrue();
        assertThat(slots.isFull()).isFalse();
        assertThat(slots.tryTake()).isTrue();
        assertThat(slots.isFull()).isTrue();
        assertThat(slots.tryTake()).isFalse();
        slots.free();
        assertThat(slots.tryTake()).isTrue();
    }

    @Test
    void whoWaitsIsServedInTurnAndBeforeWhoComesThen() {
        LoadSlots slots = new LoadSlots(1);
        List<String> served = new ArrayList<>();
        slots.take(() -> served.add("first"));
        slots.take(() -> served.add("second"));
        slots.take(() -> served.add("third"));
        assertThat(served).containsExactly("first");
        slots.free();
        assertThat(served).containsExactly("first", "second");
        assertThat(slots.tryTake()).as("the slot was handed over").isFalse();
        slots.free();
        slots.free();
        assertThat(served).containsExactly("first", "second", "third");
        assertThat(slots.tryTake()).isTrue();
        assertThat(slots.isFull()).isTrue();
    }

    @Test
    void manyThreadsLeaveNoneTaken() throws Exception {
        LoadSlots slots = new LoadSlots(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        try (Threads threads = new Threads(8)) {
            threads.inAll(8, number -> {
                for (int i = 0; i < 2_000; i++) {
                    Runnable work = () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        ran.incrementAndGet();
                        inside.decrementAndGet();
                        slots.free();
                    };
                    if (i % 2 == 0) {
                        slots.take(work);
                    } else if (slots.tryTake()) {
                        work.run();
                    } else {
                        ran.incrementAndGet();
                    }
                }
                return null;
            });
        }
        assertThat(ran).hasValue(16_000);
        assertThat(most.get()).isBetween(1, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(slots.tryTake()).isTrue();
        }
        assertThat(slots.isFull()).isTrue();
    }
}

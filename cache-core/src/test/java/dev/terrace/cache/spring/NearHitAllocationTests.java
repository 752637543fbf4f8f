package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache.ValueWrapper;

/** A near hit returns the stored entry itself and allocates nothing. */
class NearHitAllocationTests {

    private static final int WARM_UP = 50_000;
    private static final int READS = 100_000;

    @Test
    void aNearHitAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Instance instance = Instance.nearOnly(Policies.NEAR)) {
            TerraceCache cache = instance.cache("products");
            cache.put("key", "value");
            ValueWrapper first = cache.get("key");
            assertThat(cache.get("key")).isSameAs(first);
            read(cache, WARM_UP);
            long before = threads.getCurrentThreadAllocatedBytes();
            read(cache, READS);
            long perRead = (threads.getCurrentThreadAllocatedBytes() - before) / READS;
            assertThat(perRead).as("bytes for a near hit").isZero();
            before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < READS; i++) {
                cache.lookup("key");
            }
            assertThat((threads.getCurrentThreadAllocatedBytes() - before) / READS)
                    .as("a read that does allocate is noticed")
                    .isPositive();
        }
    }

    private static void read(TerraceCache cache, int times) {
        for (int i = 0; i < times; i++) {
            if (cache.get("key") == null) {
                throw new AssertionError("The entry is gone");
            }
        }
    }
}

package dev.terrace.cache.benchmarks.cluster;

import dev.terrace.cache.CachedValue;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Many threads of an instance that read one key at the same time, which no tier holds. */
final class ColdKey {

    private static final Duration LOAD = Duration.ofMillis(50);

    private final Shop shop;
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();

    ColdKey(Shop shop) {
        this.shop = shop;
    }

    /** What they saw: {@code loads,served,errors,nanoseconds of the longest call}. */
    String read(int key, int callers, long at) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            new Thread(() -> {
                        call(key, at);
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        return "%d,%d,%d,%d".formatted(loads.get(), served.get(), errors.get(), longest.get());
    }

    private void call(int key, long at) {
        for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        long begin = System.nanoTime();
        try {
            CachedValue<Item> got = shop.products().fetch(key, () -> load(key));
            boolean right = Objects.requireNonNull(got.value()).key() == key;
            (right ? served : errors).incrementAndGet();
        } catch (Throwable e) {
            errors.incrementAndGet();
        }
        longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
    }

    private Item load(int key) {
        loads.incrementAndGet();
        LockSupport.parkNanos(LOAD.toNanos());
        return new Item(key, 0, "cold");
    }
}

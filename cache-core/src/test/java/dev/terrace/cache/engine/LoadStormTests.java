package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Loader.Bounded;
import dev.terrace.cache.CachePolicy.RefreshAhead;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.LoadRefusedException;
import dev.terrace.cache.LoadTimeoutException;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many callers of all kinds, loaders that do what they want, invalidations all the time: nothing is left behind. */
class LoadStormTests {

    private static final int CALLERS = 8;
    private static final int CALLS = 250;
    private static final int KEYS = 6;
    private static final EntryDescription TEXT =
            EntryDescription.of(String.class).with(EntryOptions.tagged("tag"));

    private static final int STEPS_TO_SETTLE = 200;

    private final ManualTime time = new ManualTime();
    private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicInteger values = new AtomicInteger();
    private DefaultTieredCache cache;

    @ParameterizedTest
    @CsvSource({
        "true, false, BACKGROUND, false",
        "true, true, BACKGROUND, false",
        "true, true, ALL, false",
        "true, false, ALL, true",
        "false, true, BACKGROUND, false",
        "false, false, ALL, false"
    })
    void afterAStormNothingIsLeft(boolean shared, boolean timeouts, Bounded bounded, boolean loses) throws Exception {
        try (TwinInstance here = shared
                        ? TwinInstance.joined("here", new TwinServer(2, time::millis), time)
                        : TwinInstance.alone(time);
                Threads threads = new Threads(CALLERS)) {
            CacheCore core = here.core("products", policy(timeouts, bounded));
            cache = TwinInstance.cache(core);
            List<Future<Object>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Random random = new Random(i);
                callers.add(threads.submit(() -> {
                    for (int call = 0; call < CALLS; call++) {
                        call(here, random);
                    }
                    return null;
                }));
            }
            int rounds = 0;
            while (!callers.stream().allMatch(Future::isDone)) {
                here.advance(Duration.ofMillis(2));
                LockSupport.parkNanos(20_000);
                if (loses && ++rounds % 400 == 200) {
                    here.link().cut();
                } else if (loses && rounds % 400 == 0) {
                    here.link().mend();
                }
            }
            if (loses) {
                here.link().mend();
            }
            // Some wait for a pause, and after that for another: they need time in steps.
            for (int step = 0; step < STEPS_TO_SETTLE && !here.isIdle(); step++) {
                here.advance(Duration.ofMillis(100));
                LockSupport.parkNanos(1_000_000);
            }
            here.settle();
            assertThat(unexpected).isEmpty();
            assertThat(values.get()).as("reads that got a value").isGreaterThan(CALLERS * CALLS / 20);
            requireNothingLeft(here, core);
        }
    }

    private static void requireNothingLeft(TwinInstance here, CacheCore core) {
        assertThat(here.openFills()).isZero();
        assertThat(core.loads.isFull()).isFalse();
        requireNothingTaken(core);
        CacheStatistics statistics = new DefaultTieredCache(core, new Waiters()).statistics();
        assertThat(statistics.runningLoads()).isZero();
        assertThat(statistics.hungLoads()).isZero();
        here.advance(core.policy.loader().lease());
        if (here.link != null) {
            assertThat(here.leases()).isZero();
        }
    }

    private static void requireNothingTaken(CacheCore core) {
        assertThat(core.loads).extracting("slots.taken").isEqualTo(0);
        assertThat(core.flights)
                .extracting("flights")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .isEmpty();
    }

    private static CachePolicy policy(boolean timeouts, Bounded bounded) {
        CachePolicy.Loader loader = new CachePolicy.Loader(
                Duration.ofSeconds(2),
                timeouts ? Duration.ofMillis(1) : null,
                timeouts ? Duration.ofMillis(5) : null,
                Duration.ofMillis(10),
                3,
                bounded);
        return Policies.refreshingAhead(
                Policies.stale(
                        Policies.living(Policies.loading(Policies.BOTH, loader), Duration.ofMillis(60)),
                        Duration.ofMillis(30),
                        Duration.ofMillis(60)),
                new RefreshAhead(RefreshAhead.Mode.THRESHOLD, 0.5));
    }

    private void call(TwinInstance here, Random random) {
        String key = "k" + random.nextInt(KEYS);
        int what = random.nextInt(100);
        if (what < 50) {
            fetch(key, random, what < 5);
        } else if (what < 85) {
            fetchAsync(key, random, what < 60);
        } else if (what < 94) {
            var unused = cache.evict(key);
        } else if (what < 96) {
            var unused = here.engine.evictByTag(List.of("tag"));
        } else if (what < 98) {
            var unused = cache.clear();
        } else {
            var unused = cache.put(key, key + " put", TEXT);
        }
    }

    private void fetch(String key, Random random, boolean interrupted) {
        int behaviour = random.nextInt(10);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            seen(key, cache.fetch(key, () -> load(key, behaviour), TEXT));
        } catch (LoadTimeoutException | LoadRefusedException | Thrown e) {
            // as it may be
        } catch (Throwable e) {
            unexpected.add(e);
        } finally {
            if (Thread.interrupted() != interrupted) {
                unexpected.add(new AssertionError("An interrupt was lost or made up"));
            }
        }
    }

    private void fetchAsync(String key, Random random, boolean cancelled) {
        int behaviour = random.nextInt(10);
        CompletableFuture<CachedValue<String>> read = cache.fetchAsync(
                        key, () -> CompletableFuture.completedFuture(load(key, behaviour)), TEXT)
                .toCompletableFuture();
        if (cancelled) {
            read.cancel(true);
        }
    }

    private static final class Thrown extends RuntimeException {}

    private static String load(String key, int behaviour) {
        if (behaviour < 2) {
            throw new Thrown();
        }
        if (behaviour == 2) {
            return null;
        }
        if (behaviour < 6) {
            LockSupport.parkNanos(500_000);
        }
        return key + " loaded";
    }

    private void seen(String key, CachedValue<String> value) {
        values.incrementAndGet();
        if (value.value() != null && !value.value().startsWith(key)) {
            unexpected.add(new AssertionError("Another key's value: " + value));
        }
    }
}

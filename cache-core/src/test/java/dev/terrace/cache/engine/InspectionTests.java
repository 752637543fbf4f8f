package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.CacheInspection.Outcome;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.KeyPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a person sees of a cache and does with it, and what that costs. */
class InspectionTests {

    private static final EntryDescription TEXT = EntryDescription.of(String.class);
    private static final AtomicInteger WRITTEN = new AtomicInteger();

    /** A key that knows how often its text was written. */
    record Counted(int id) {
        @Override
        public int id() {
            WRITTEN.incrementAndGet();
            return id;
        }
    }

    private final ManualTime time = new ManualTime();

    @Test
    void aPlainKeyOfThisProcessIsFoundWithoutLookingAtTheOthers() {
        DefaultTieredCache cache = SmallEngine.nearOnly().cache(Policies.NEAR);
        IntStream.range(0, 100).forEach(i -> cache.put(new Counted(i), "other", TEXT));
        cache.put("plain", "value", TEXT);
        WRITTEN.set(0);
        assertThat(cache.inspection()
                        .find("'plain'")
                        .toCompletableFuture()
                        .join()
                        .near())
                .isNotNull();
        assertThat(WRITTEN).hasValue(0);
        String text = new KeyEncoder().encode(new Counted(7));
        assertThat(cache.inspection().find(text).toCompletableFuture().join().near())
                .isNotNull();
        assertThat(cache.inspection()
                        .find("'absent'")
                        .toCompletableFuture()
                        .join()
                        .near())
                .isNull();
    }

    @Test
    void manyKeysOfThisProcessAreListedEachOnceInOneOrder() {
        DefaultTieredCache cache = SmallEngine.nearOnly().cache(Policies.NEAR);
        IntStream.range(0, 3_000).forEach(i -> cache.put(i, "value", TEXT));
        List<String> listed = new ArrayList<>();
        String page = null;
        do {
            KeyListing keys = cache.inspection()
                    .keys(null, page, CacheInspection.MOST_KEYS)
                    .toCompletableFuture()
                    .join();
            keys.keys().forEach(key -> listed.add(key.text()));
            page = keys.next();
        } while (page != null);
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 3_000).mapToObj(String::valueOf).toList());
    }

    @Test
    void readsThatCannotLoadLeaveARefreshToOneThatCanAndWriteNoKeyForIt() {
        DefaultTieredCache cache =
                SmallEngine.joined(new TwinServer(2, time::millis), time).cache(Policies.BOTH);
        Counted key = new Counted(1);
        assertThat(fetched(cache, key, "old")).isEqualTo("old");
        assertThat(cache.inspection().refresh(new KeyEncoder().encode(key))).isTrue();
        WRITTEN.set(0);
        for (int i = 0; i < 100; i++) {
            CachedValue<Object> read = cache.lookup(key, TEXT);
            assertThat(read.value()).isEqualTo("old");
            assertThat(read.stale()).isFalse();
        }
        assertThat(WRITTEN).hasValue(0);
        assertThat(cache.statistics().nearHits()).isEqualTo(100);
        assertThat(fetched(cache, key, "new")).isEqualTo("old");
        assertThat(fetched(cache, key, "never")).isEqualTo("new");
    }

    private static String fetched(DefaultTieredCache cache, Object key, String loaded) {
        return cache.fetchAsync(key, () -> CompletableFuture.completedFuture(loaded), TEXT)
                .toCompletableFuture()
                .join()
                .value();
    }

    @Test
    void whetherItIsDoneIsSaidOfThisInvalidationAndOfNoOther() throws InterruptedException {
        TwinInstance here = TwinInstance.joined("here", new TwinServer(2, time::millis), time);
        try {
            DefaultTieredCache cache = here.cache("products", Policies.BOTH);
            KeyPattern pattern = KeyPattern.of("products", "4*");
            EntryKey waiting = here.core("products", Policies.BOTH).keyOf(1);
            here.link().fail("invalidate", 1);
            assertThat(done(here, () -> cache.inspection().evict("1"))).isFalse();
            assertThat(done(here, () -> cache.inspection().clear())).isTrue();
            assertThat(done(here, () -> cache.inspection().evict(pattern))).isTrue();
            assertThat(here.core("products", Policies.BOTH).isBarred(waiting))
                    .as("one invalidation waits all the time")
                    .isTrue();
            here.link().fail("control", 1);
            assertThat(done(here, () -> cache.inspection().clear())).isFalse();
            here.advance(Duration.ofSeconds(3));
            here.link().fail("control", 1);
            assertThat(done(here, () -> cache.inspection().evict(pattern))).isFalse();
        } finally {
            here.close();
        }
    }

    private static boolean done(TwinInstance instance, Supplier<CompletionStage<Outcome>> operation) {
        CompletableFuture<Outcome> outcome = operation.get().toCompletableFuture();
        instance.run();
        return outcome.join().done();
    }
}

package dev.terrace.cache.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Priority;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who goes when a near tier is full. */
class PriorityTests {

    private static final int SIZE = 100;
    private static final int WEIGHT = 10;

    private final AtomicInteger refusals = new AtomicInteger();
    private final Set<Object> over = new HashSet<>();
    private final NearIndex index = new NearIndex();

    private NearTier tier(@Nullable Long weight) {
        return new NearTier(
                new CachePolicy.Near(SIZE, weight, null, CachePolicy.Copy.NONE), index, new NearTier.Keeper() {
                    @Override
                    public boolean isOver(NearEntry entry) {
                        return over.contains(entry.key());
                    }

                    @Override
                    public void pinRefused() {
                        refusals.incrementAndGet();
                    }
                });
    }

    private void install(NearTier tier, int key, Priority priority) {
        NearEntry.Origin origin =
                new NearEntry.Origin(key, 2, 0, 0, Set.of(), 0, Long.MAX_VALUE, 0, priority, null, WEIGHT);
        NearEntry entry = NearEntry.plain(
                new NearEntry.Draft(tier, key, "v", null, origin, NearEntry.Life.until(Long.MAX_VALUE / 2)));
        assertThat(tier.install(key, entry, () -> true)).isTrue();
    }

    private static long held(NearTier tier, int from, int to) {
        return IntStream.range(from, to).filter(key -> tier.get(key) != null).count();
    }

    /** Entries that come, are read a few times and never again. */
    private void flood(NearTier tier) {
        for (int key = 1_000; key < 3_000; key++) {
            install(tier, key, Priority.NORMAL);
            tier.get(key);
            tier.get(key);
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(longs = SIZE * WEIGHT)
    void pinnedEntriesStayAndOthersGo(@Nullable Long weight) {
        NearTier tier = tier(weight);
        IntStream.range(0, 40).forEach(key -> install(tier, key, Priority.CRITICAL));
        IntStream.range(40, 60).forEach(key -> install(tier, key, Priority.NORMAL));
        flood(tier);
        assertThat(held(tier, 0, 40)).isEqualTo(40);
        assertThat(held(tier, 40, 60)).isLessThan(20);
        assertThat(tier.evictions()).isPositive();
        assertThat(refusals).hasValue(0);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(longs = SIZE * WEIGHT)
    void halfOfTheTierMayBePinnedAndNoMore(@Nullable Long weight) {
        NearTier tier = tier(weight);
        IntStream.range(0, 60).forEach(key -> install(tier, key, Priority.CRITICAL));
        assertThat(tier.pinned()).isEqualTo(weight == null ? 50 : 50 * WEIGHT);
        assertThat(refusals).hasValue(10);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(longs = SIZE * WEIGHT)
    void keptPlacesAreWithinTheBoundOfTheTier(@Nullable Long weight) {
        NearTier tier = tier(weight);
        IntStream.range(0, 50).forEach(key -> install(tier, key, Priority.CRITICAL));
        IntStream.range(50, 75).forEach(key -> install(tier, key, Priority.HIGH));
        flood(tier);
        assertThat(tier.size()).isBetween(90L, SIZE + SIZE / 32L);
        assertThat(held(tier, 0, 75)).isEqualTo(75);
        tier.dropAll();
        flood(tier);
        assertThat(tier.size()).isBetween(90L, SIZE + SIZE / 32L);
    }

    @Test
    void whatLeavesMakesRoomForOthersToBePinned() {
        NearTier tier = tier(null);
        IntStream.range(0, 50).forEach(key -> install(tier, key, Priority.CRITICAL));
        tier.drop(0);
        index.drop(1);
        tier.drop(2, tier.get(2));
        install(tier, 3, Priority.NORMAL);
        tier.dropIf(key -> key.equals(4));
        assertThat(tier.pinned()).isEqualTo(45);
        IntStream.range(100, 105).forEach(key -> install(tier, key, Priority.CRITICAL));
        assertThat(refusals).hasValue(0);
        tier.dropAll();
        assertThat(tier.pinned()).isZero();
    }

    @Test
    void whatIsOverMakesRoomForOthersToBePinned() {
        NearTier tier = tier(null);
        IntStream.range(0, 50).forEach(key -> install(tier, key, Priority.CRITICAL));
        IntStream.range(0, 30).forEach(over::add);
        IntStream.range(100, 130).forEach(key -> install(tier, key, Priority.CRITICAL));
        assertThat(refusals).hasValue(0);
        assertThat(tier.pinned()).isEqualTo(50);
        assertThat(held(tier, 0, 30)).isZero();
        assertThat(held(tier, 30, 130)).isEqualTo(50);
    }

    @Test
    void aPinnedEntryThatIsReplacedStaysPinnedInAFullTier() {
        NearTier tier = tier(null);
        IntStream.range(0, 50).forEach(key -> install(tier, key, Priority.CRITICAL));
        IntStream.range(0, 50).forEach(key -> install(tier, key, Priority.CRITICAL));
        assertThat(tier.pinned()).isEqualTo(50);
        assertThat(refusals).hasValue(0);
    }

    @Test
    void anEntryThatIsNotInstalledTakesNoPin() {
        NearTier tier = tier(null);
        NearEntry.Origin origin =
                new NearEntry.Origin(1, 2, 0, 0, Set.of(), 0, Long.MAX_VALUE, 0, Priority.CRITICAL, null, WEIGHT);
        NearEntry entry = NearEntry.plain(
                new NearEntry.Draft(tier, 1, "v", null, origin, NearEntry.Life.until(Long.MAX_VALUE / 2)));
        assertThat(tier.install(1, entry, () -> false)).isFalse();
        assertThat(tier.pinned()).isZero();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(longs = SIZE * WEIGHT)
    void aQuarterOfTheTierIsKeptForHighPriority(@Nullable Long weight) {
        NearTier tier = tier(weight);
        IntStream.range(0, 25).forEach(key -> install(tier, key, Priority.HIGH));
        flood(tier);
        assertThat(held(tier, 0, 25)).isEqualTo(25);
    }

    @Test
    void ofTooManyOfHighPriorityTheFirstOnesGo() {
        NearTier tier = tier(null);
        IntStream.range(0, 30).forEach(key -> install(tier, key, Priority.HIGH));
        flood(tier);
        assertThat(held(tier, 0, 5)).isZero();
        assertThat(held(tier, 5, 30)).isEqualTo(25);
    }

    @Test
    void whatIsRefusedToBePinnedIsOfHighPriority() {
        NearTier tier = tier(null);
        IntStream.range(0, 60).forEach(key -> install(tier, key, Priority.CRITICAL));
        flood(tier);
        assertThat(held(tier, 0, 60)).isEqualTo(60);
        assertThat(refusals).hasValue(10);
    }

    @Test
    void placesAreGivenBackHoweverAnEntryLeaves() {
        NearTier tier = tier(null);
        for (int round = 0; round < 5; round++) {
            IntStream.range(0, 80).forEach(key -> install(tier, key, key % 2 == 0 ? Priority.HIGH : Priority.CRITICAL));
            flood(tier);
            tier.dropIf(key -> (int) key % 3 == 0);
        }
        tier.dropAll();
        assertThat(tier.pinned()).isZero();
        IntStream.range(0, 25).forEach(key -> install(tier, key, Priority.HIGH));
        flood(tier);
        assertThat(held(tier, 0, 25)).isEqualTo(25);
    }

    /** They hung when the thread that gave others the rest of the room held what is taken within Caffeine's locks. */
    @Test
    void threadsThatTakeKeptPlacesAtTheSameTimeDoNotHoldUpEachOther() throws Exception {
        NearTier tier = new NearTier(new CachePolicy.Near(32L, null, null, CachePolicy.Copy.NONE), index, Keepers.NONE);
        ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "places");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> done = IntStream.range(0, 4)
                .<Future<?>>mapToObj(seed -> threads.submit(() -> takeKeptPlaces(tier, new SplittableRandom(seed))))
                .toList();
        for (Future<?> each : done) {
            each.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(tier.pinned()).isLessThanOrEqualTo(16);
    }

    private void takeKeptPlaces(NearTier tier, SplittableRandom random) {
        Priority[] priorities = Priority.values();
        for (int i = 0; i < 10_000; i++) {
            int key = random.nextInt(48);
            if (random.nextInt(4) == 0) {
                tier.drop(key);
            } else {
                install(tier, key, priorities[random.nextInt(priorities.length)]);
            }
        }
    }
}
